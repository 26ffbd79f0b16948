import Screen

/// The main table with the operator's own keys in it (`keys:` in the settings). The keys that the verdict's sentences
/// name (F, S, R, w, 1, 2) keep working beside the new ones: what the screen says must be true.
package struct KeyMap: Hashable, Sendable {
    package private(set) var bindings: [KeyBinding<MainAction>]

    package static let standard = KeyMap(bindings: KeyTable.main)
    private static let named: [MainAction] = [
        .failover, .switchover, .reverseSync, .why, .acknowledgeFirst, .acknowledgeSecond,
    ]
    /// Without these nobody finds the way.
    private static let fixed: [MainAction] = [.help, .palette, .quit, .back, .suspend, .repaint]

    private init(bindings: [KeyBinding<MainAction>]) { self.bindings = bindings }

    /// One line under `keys:`, with the place where it stands.
    package struct Wish: Hashable, Sendable {
        package var action: String
        package var key: String
        package var place: String

        package init(action: String, key: String, place: String) {
            self.action = action
            self.key = key
            self.place = place
        }
    }

    package struct Conflict: Error, Hashable, Sendable {
        /// `FILE:LINE:COL: what; remedy`, one each; never empty.
        package var faults: [String]
    }

    /// All wishes together, so that two actions can change places.
    package init(_ wishes: [Wish]) throws(Conflict) {
        bindings = KeyTable.main
        var faults: [String] = []
        var chosen: [(wish: Wish, action: MainAction)] = []
        for wish in wishes {
            guard let action = MainAction(rawValue: wish.action) else {
                faults.append("\(wish.place): no action is called \(wish.action); drtop man lists them")
                continue
            }
            guard !Self.fixed.contains(action) else {
                faults.append("\(wish.place): \(wish.action) keeps its key; take the line out")
                continue
            }
            guard let key = Self.key(wish.key), let index = bindings.firstIndex(where: { $0.action == action }) else {
                faults.append(
                    "\(wish.place): \(wish.key) is no key; write one printable character, Ctrl-X, F1 to F12 or Insert")
                continue
            }
            if chosen.contains(where: { $0.action == action }) {
                faults.append("\(wish.place): \(wish.action) has two keys; keep one")
            }
            chosen.append((wish, action))
            let kept = Self.named.contains(action) ? bindings[index].keys : []
            let sign = Self.named.contains(action) ? "\(wish.key) \(bindings[index].sign)" : wish.key
            bindings[index].keys = [key] + kept.filter { $0 != key }
            bindings[index].sign = kept.contains(key) ? bindings[index].sign : sign
        }
        for (wish, action) in chosen {
            guard let own = bindings.first(where: { $0.action == action })?.keys.first else { continue }
            for other in bindings where other.action != action && other.keys.contains(own) {
                faults.append(
                    "\(wish.place): \(wish.key) is the key of \(other.action.rawValue) already; "
                        + "choose another, or give \(other.action.rawValue) another one too")
            }
        }
        guard faults.isEmpty else { throw Conflict(faults: faults) }
    }

    package func action(for key: Key) -> MainAction? { KeyTable.find(key, in: bindings) }

    func binding(of action: MainAction) -> KeyBinding<MainAction>? { bindings.first { $0.action == action } }

    private static func key(_ word: String) -> Key? {
        if word.count == 1, let letter = word.unicodeScalars.first, word.unicodeScalars.count == 1, letter.value > 32,
            TextWidth.columns(word) == 1, letter.value != 127
        {
            return .character(Character(letter))
        }
        if word.hasPrefix("Ctrl-"), word.count == 6, let letter = word.lowercased().last, letter.isASCII,
            letter.isLetter
        {
            // Enter, Tab and backspace come as these on every terminal.
            return ["h", "i", "j", "m"].contains(letter) ? nil : .control(letter)
        }
        if word.hasPrefix("F"), let number = Int(word.dropFirst()), (1...12).contains(number) {
            return .function(number)
        }
        return word == "Insert" ? .insert : nil
    }
}
