/// A bracketed paste while it arrives: everything up to ESC [ 201 ~ is text, whatever it looks like.
struct Paste: Sendable {
    /// What is beyond is dropped: nobody pastes this much into a field.
    static let longest = 64 * 1024
    private static let end = Array("\u{1b}[201~".utf8)

    private var content: [UInt8] = []
    private var matched = 0

    var text: String { String(decoding: content, as: UTF8.self) }

    /// Returns whether this byte ended it.
    mutating func take(_ byte: UInt8) -> Bool {
        if byte == Self.end[matched] {
            matched += 1
            return matched == Self.end.count
        }
        keep(Self.end[..<matched])
        matched = byte == Self.end[0] ? 1 : 0
        if matched == 0 { keep([byte]) }
        return false
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        content += bytes.prefix(Self.longest - content.count)
    }
}
