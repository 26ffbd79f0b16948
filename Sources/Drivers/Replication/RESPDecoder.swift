/// Decodes answers from bytes that arrive in any pieces. It never keeps more than `Limits.bytes` and a chunk, and refuses
/// a length by its header: a server that announces 1 GB costs nothing.
package struct RESPDecoder: Sendable {
    package struct Limits: Hashable, Sendable {
        /// Of one whole answer. `INFO` is about 6 KB, with 1,000 replicas about 100 KB.
        package var bytes = 1 << 20
        /// Of one header line, simple string or error.
        package var line = 8192
        /// Arrays within arrays; `ROLE` has two levels.
        package var depth = 4
        /// Elements of all arrays of one answer together.
        package var elements = 16384
        package init() {}
    }

    private let limits: Limits
    private var buffer: [UInt8] = []

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// The next whole answer; nil when more bytes are needed.
    package mutating func next() throws(RESPFault) -> RESPValue? {
        var cursor = 0
        var elements = 0
        guard let value = try value(at: &cursor, depth: 0, elements: &elements) else {
            guard buffer.count <= limits.bytes else { throw .excessive("more than \(limits.bytes) bytes") }
            return nil
        }
        buffer.removeFirst(cursor)
        return value
    }

    /// What follows the last answer, raw: after `PSYNC` the rest is no answer but the replication stream.
    package mutating func drain() -> [UInt8] {
        defer { buffer.removeAll() }
        return buffer
    }

    private func value(at cursor: inout Int, depth: Int, elements: inout Int) throws(RESPFault) -> RESPValue? {
        guard depth <= limits.depth else { throw .excessive("arrays deeper than \(limits.depth)") }
        guard let line = try line(at: &cursor) else { return nil }
        let body = line.dropFirst()
        switch line.first {
        case UInt8(ascii: "+"): return .simple(String(decoding: body, as: UTF8.self))
        case UInt8(ascii: "-"): return .error(String(decoding: body, as: UTF8.self))
        case UInt8(ascii: ":"): return .integer(try number(body))
        case UInt8(ascii: "$"): return try bulk(length: number(body), at: &cursor)
        case UInt8(ascii: "*"): return try array(count: number(body), at: &cursor, depth: depth, elements: &elements)
        default: throw .garbage(RESP.printable(buffer))
        }
    }

    private func bulk(length: Int64, at cursor: inout Int) throws(RESPFault) -> RESPValue? {
        guard length >= 0 else { return .null }
        guard length <= Int64(limits.bytes) else { throw .excessive("an answer of \(length) bytes") }
        let end = cursor + Int(length)
        guard end + 2 <= buffer.count else { return nil }
        guard buffer[end] == UInt8(ascii: "\r"), buffer[end + 1] == UInt8(ascii: "\n") else {
            throw .garbage(RESP.printable(buffer[end...]))
        }
        defer { cursor = end + 2 }
        return .bulk(Array(buffer[cursor..<end]))
    }

    private func array(
        count: Int64, at cursor: inout Int, depth: Int, elements: inout Int
    ) throws(RESPFault) -> RESPValue? {
        guard count >= 0 else { return .null }
        guard count <= Int64(limits.elements - elements) else {
            throw .excessive("more than \(limits.elements) elements")
        }
        elements += Int(count)
        var values: [RESPValue] = []
        for _ in 0..<count {
            guard let value = try value(at: &cursor, depth: depth + 1, elements: &elements) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    /// One line without its end; nil when its end has not arrived.
    private func line(at cursor: inout Int) throws(RESPFault) -> ArraySlice<UInt8>? {
        if cursor == 0, let first = buffer.first, !Self.kinds.contains(first) {
            throw .garbage(RESP.printable(buffer))
        }
        let reach = min(buffer.count, cursor + limits.line)
        guard let end = buffer[cursor..<reach].firstIndex(of: UInt8(ascii: "\r")), end + 1 < buffer.count else {
            guard buffer.count - cursor < limits.line else { throw .excessive("a line over \(limits.line) bytes") }
            return nil
        }
        guard buffer[end + 1] == UInt8(ascii: "\n") else { throw .garbage(RESP.printable(buffer[cursor...])) }
        defer { cursor = end + 2 }
        return buffer[cursor..<end]
    }

    private func number(_ digits: ArraySlice<UInt8>) throws(RESPFault) -> Int64 {
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else {
            throw .garbage(RESP.printable(digits))
        }
        return number
    }

    private static let kinds = Array("+-:$*".utf8)
}
