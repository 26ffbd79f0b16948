import RecoveryCore
import Screen

/// The gate before an action of level 3: a field into which the operator types a name, letter by letter. It is the only
/// way to such an action, so its rules stand here and nowhere else.
///
/// The form starts on the facts, where letters are commands; only Tab leads to the field, where letters are text. Input
/// of the first 500 ms after it was drawn is dropped, paste is ignored, and whatever locks it also clears it.
struct NameForm: Hashable, Sendable {
    enum Focus: Hashable, Sendable { case facts, name }

    static let gate = Duration.milliseconds(500)
    /// Longer than any name that the settings allow.
    static let mostCharacters = 64

    private(set) var focus = Focus.facts
    private(set) var typed = ""
    /// When the facts that are now on the screen came there.
    private(set) var drawn: Instant
    /// Whether a frame with them has reached the terminal.
    private var isPresented = false

    init(now: Instant) { drawn = now }

    /// Until then every key is dropped: it was meant for what was there before.
    var opens: Instant { drawn + Self.gate }
    /// Never before the facts have reached the terminal: a terminal that stands still keeps the form shut.
    func isOpen(_ now: Instant) -> Bool { isPresented && now >= opens }

    /// The screen was late: what the operator could not see yet cannot have been answered.
    mutating func presented(_ now: Instant) {
        if !isPresented { drawn = max(drawn, now) }
        isPresented = true
    }

    /// The terminal has the focus again: what is typed first was meant for another window.
    mutating func regainedFocus(_ now: Instant) { drawn = now }

    mutating func lock(now: Instant) {
        typed = ""
        focus = .facts
        drawn = now
        isPresented = false
    }

    mutating func erase() { typed = "" }

    enum Input: Hashable {
        case handled
        /// Enter in the field: up to the dialog whether it holds.
        case confirm
        case cancel
        /// The facts have the focus: the dialog's own command.
        case command
        /// Paste, or a key that means nothing here.
        case refused
    }

    mutating func handle(_ key: Key, hasField: Bool) -> Input {
        if case .paste = key { return .refused }
        switch focus {
        case .facts:
            guard KeyTable.find(key, in: KeyTable.facts) == .toName, hasField else { return .command }
            focus = .name
            return .handled
        case .name:
            return handleInField(key)
        }
    }

    private mutating func handleInField(_ key: Key) -> Input {
        switch KeyTable.find(key, in: KeyTable.name) {
        case .cancel: return .cancel
        case .toFacts:
            focus = .facts
            return .handled
        case .confirm: return .confirm
        case .erase:
            if !typed.isEmpty { typed.removeLast() }
            return .handled
        case .clear:
            typed = ""
            return .handled
        case nil:
            guard case .character(let character) = key, typed.count < Self.mostCharacters else { return .refused }
            typed.append(character)
            return .handled
        }
    }
}
