/// Where the reply at the front of received bytes ends. Stateless: with more bytes it is asked again from the reply's start,
/// which costs one look at a line and nothing for the length of a bulk.
///
/// Only what our questions can bring is understood: simple strings, errors, integers and bulk strings of RESP2.
package enum ReplyFrame: Hashable, Sendable {
    /// The whole reply is this long, its line ends included.
    case complete(length: Int)
    case needsMore
    /// Not a reply, or one beyond the limit.
    case invalid

    /// A line longer than this is no reply of ours, whatever the limit.
    package static let longestLine = 512

    package init(of bytes: UnsafeRawBufferPointer, limit: Int) {
        guard let kind = bytes.first else {
            self = .needsMore
            return
        }
        switch kind {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "$"):
            break
        default:
            self = .invalid
            return
        }
        let longest = min(limit, ReplyFrame.longestLine)
        guard let line = ReplyFrame.lineLength(bytes.prefix(longest)) else {
            self = bytes.count < longest ? .needsMore : .invalid
            return
        }
        self = kind == UInt8(ascii: "$") ? ReplyFrame.bulk(bytes, header: line, limit: limit) : .complete(length: line)
    }

    /// The payload of a complete bulk string without its header and line ends; other replies as they are.
    package static func payload(_ reply: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard reply.first == UInt8(ascii: "$"), let header = lineLength(reply[...]), reply.count >= header + 2 else {
            return reply
        }
        return UnsafeRawBufferPointer(rebasing: reply[header..<(reply.count - 2)])
    }

    private static func bulk(_ bytes: UnsafeRawBufferPointer, header: Int, limit: Int) -> ReplyFrame {
        let digits = bytes[1..<(header - 2)]
        // The null bulk: nothing follows.
        if digits.elementsEqual("-1".utf8) { return .complete(length: header) }
        guard !digits.isEmpty, digits.count <= 9 else { return .invalid }
        var length = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return .invalid }
            length = length * 10 + Int(digit - UInt8(ascii: "0"))
        }
        let whole = header + length + 2
        guard whole <= limit else { return .invalid }
        guard bytes.count >= whole else { return .needsMore }
        guard bytes[whole - 2] == UInt8(ascii: "\r"), bytes[whole - 1] == UInt8(ascii: "\n") else { return .invalid }
        return .complete(length: whole)
    }

    /// The length of the first line with its CR LF; nil while there is none.
    private static func lineLength(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        var previous: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n"), previous == UInt8(ascii: "\r") { return index + 1 }
            previous = byte
        }
        return nil
    }
}
