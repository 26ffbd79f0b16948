import Screen

/// A line of text that the operator types. Paste never gets in: what is typed may act.
struct TextField: Hashable, Sendable {
    static let mostCharacters = 120
    private(set) var text: String

    init(_ text: String = "") { self.text = text }

    /// False: the key is not for a field.
    mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character):
            if text.count < Self.mostCharacters { text.append(character) }
        case .backspace, .delete:
            if !text.isEmpty { text.removeLast() }
        case .control("u"): text = ""
        case .control("w"):
            while text.last == " " { text.removeLast() }
            while let last = text.last, last != " " { text.removeLast() }
        default: return false
        }
        return true
    }

    var trimmed: String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
