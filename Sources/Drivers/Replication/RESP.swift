/// One answer of a Redis server, RESP version 2 (https://redis.io/docs/latest/develop/reference/protocol-spec/).
package enum RESPValue: Hashable, Sendable {
    case simple(String)
    /// What Redis refused, with its code word first: "READONLY You can't write against a read only replica."
    case error(String)
    case integer(Int64)
    case bulk([UInt8])
    case array([RESPValue])
    case null

    /// The words of a simple string or of a bulk string; nil for anything else. Bad UTF-8 is repaired, not refused.
    package var text: String? {
        switch self {
        case .simple(let text): text
        case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
        case .error, .integer, .array, .null: nil
        }
    }
}

/// Why an answer is not one.
package enum RESPFault: Error, Hashable, Sendable {
    /// Not RESP: the first bytes, made printable.
    case garbage(String)
    /// More bytes, elements or levels than drtop ever asks for: whoever answers is not believed.
    case excessive(String)
}

package enum RESP {
    /// A command as an array of bulk strings.
    package static func encode(_ words: [String]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words {
            bytes += Array("$\(word.utf8.count)\r\n".utf8)
            bytes += Array(word.utf8)
            bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        }
        return bytes
    }

    /// The first bytes of an unexpected answer for people: escape codes and the like become dots.
    package static func printable(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes.prefix(40).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
    }
}
