/// Counts the commands of a replication stream as they pass, keeping only the first words of the current one.
/// What Redis writes by itself is not a write of anybody: PING, SELECT, MULTI, EXEC, REPLCONF, and drtop's own canaries.
struct ReplicationStream {
    private(set) var bytes: Int64 = 0
    private(set) var commands: Int64 = 0

    private enum Part {
        case header
        /// Of a bulk string: bytes still to come, its line end included.
        case word(left: Int)
        case broken
    }

    private var part = Part.header
    /// The header line so far.
    private var line: [UInt8] = []
    private var wordsLeft = 0
    /// The beginnings of the command's first two words.
    private var words: [[UInt8]] = []

    /// False: it is no replication stream.
    mutating func feed(_ chunk: some Collection<UInt8>) -> Bool {
        bytes += Int64(chunk.count)
        var rest = chunk[...]
        while !rest.isEmpty {
            switch part {
            case .header:
                let byte = rest.removeFirst()
                if byte == UInt8(ascii: "\n") { endHeader() } else { line.append(byte) }
                if line.count > 32 { part = .broken }
            case .word(let left):
                let piece = rest.prefix(left)
                remember(piece)
                rest = rest.dropFirst(piece.count)
                part = left > piece.count ? .word(left: left - piece.count) : .header
                if left == piece.count { endWord() }
            case .broken: return false
            }
        }
        if case .broken = part { return false }
        return true
    }

    private mutating func endHeader() {
        defer { line.removeAll(keepingCapacity: true) }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        // An empty line is a keep-alive.
        guard let kind = line.first else { return }
        let number = Int(String(decoding: line.dropFirst(), as: UTF8.self))
        switch (kind, number) {
        case (UInt8(ascii: "*"), let count?) where count > 0 && wordsLeft == 0:
            wordsLeft = count
            words = []
        case (UInt8(ascii: "$"), let length?) where (0...(1 << 30)).contains(length) && wordsLeft > 0:
            words.append([])
            part = .word(left: length + 2)
        default: part = .broken
        }
    }

    private mutating func remember(_ piece: some Collection<UInt8>) {
        guard words.count <= 2 else { return }
        words[words.count - 1] += piece.prefix(32 - min(32, words[words.count - 1].count))
    }

    private mutating func endWord() {
        wordsLeft -= 1
        guard wordsLeft == 0 else { return }
        let name = String(decoding: words[0].prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self).uppercased()
        let isCanary = words.count > 1 && words[1].starts(with: Array(WriteCanary.prefix.utf8))
        if !isCanary, !Self.ofRedisItself.contains(name) { commands += 1 }
    }

    private static let ofRedisItself: Set = ["PING", "SELECT", "MULTI", "EXEC", "REPLCONF"]
}
