import Screen

/// One row of a key table: what the footer and the help say of a key is generated from here, so it cannot be wrong.
package struct KeyBinding<Action: Hashable & Sendable>: Hashable, Sendable {
    package var action: Action
    package var keys: [Key]
    /// As printed on the key.
    package var sign: String
    /// One or two words for the footer; empty: not shown there.
    package var footer: String
    /// One sentence for the help.
    package var help: String

    init(_ action: Action, _ keys: [Key], _ sign: String, _ footer: String, _ help: String) {
        self.action = action
        self.keys = keys
        self.sign = sign
        self.footer = footer
        self.help = help
    }
}

extension [Key] {
    static func letters(_ letters: String) -> [Key] { letters.map { .character($0) } }
}

/// What a footer shows of a key.
struct FooterItem: Hashable {
    var sign: String
    var words: String
    var isLocked = false
    var isProposed = false
}

enum Footer {
    /// As many as fit, in their order. A locked key is shown as locked, not hidden: people look for it where it was.
    static func line(_ items: [FooterItem], columns: Int) -> Line {
        var line = Line()
        for item in items where !item.words.isEmpty {
            let words = item.words + (item.isLocked ? " (locked)" : "")
            let width = TextWidth.columns(item.sign) + 1 + TextWidth.columns(words)
            let gap = line.isEmpty ? 0 : 2
            guard line.columns + gap + width <= columns else { continue }
            if gap > 0 { line.add("  ") }
            line.add(item.sign, item.isLocked ? .keyLocked : .key)
            line.add(" " + words, item.isLocked ? .keyLocked : item.isProposed ? .selection : .text)
        }
        return line
    }

    static func items<Action>(_ table: [KeyBinding<Action>]) -> [FooterItem] {
        table.map { FooterItem(sign: $0.sign, words: $0.footer) }
    }
}
