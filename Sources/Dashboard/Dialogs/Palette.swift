import RecoveryCore
import Screen

/// `:` - every action by its name. A word behind the name says on what: `maintenance a07`, `waive billing`.
struct Palette: Hashable, Sendable {
    private(set) var field = TextField()
    private var chosen: MainAction?

    struct Entry {
        var binding: KeyBinding<MainAction>
        var reason: String?
    }

    enum Outcome: Hashable {
        case stay, refused, close
        case run(MainAction, argument: String)
    }

    /// Moving and going back are for fingers only.
    private static let silent: Set<MainAction> = [
        .palette, .down, .up, .first, .last, .pageDown, .pageUp, .back, .nextPane, .previousPane,
    ]

    mutating func handle(_ key: Key, _ locks: KeyLocks) -> Outcome {
        let entries = entries(locks)
        let place = place(in: entries)
        switch key {
        case .escape, .control("c"): return .close
        case .paste: return .refused
        case .down, .tab, .control("n"):
            chosen = entries.isEmpty ? nil : entries[min(place + 1, entries.count - 1)].action
        case .up, .backTab, .control("p"): chosen = entries.isEmpty ? nil : entries[max(place - 1, 0)].action
        case .pageDown: chosen = entries.isEmpty ? nil : entries[min(place + 10, entries.count - 1)].action
        case .pageUp: chosen = entries.isEmpty ? nil : entries[max(place - 10, 0)].action
        case .backspace where field.text.isEmpty: return .close
        case .enter:
            guard entries.indices.contains(place) else { return .refused }
            return .run(entries[place].action, argument: argument)
        default:
            guard field.handle(key) else { return .refused }
            chosen = nil
        }
        return .stay
    }

    private func place(in entries: [Entry]) -> Int { entries.firstIndex { $0.action == chosen } ?? 0 }

    private var name: Substring { field.trimmed.prefix { $0 != " " } }

    private var argument: String {
        guard MainAction(rawValue: String(name)) != nil else { return "" }
        return String(field.trimmed.dropFirst(name.count).drop { $0 == " " })
    }

    /// Those that match what was typed, the best first.
    private func entries(_ locks: KeyLocks) -> [Entry] {
        let all = locks.options.keys.bindings.filter { !Self.silent.contains($0.action) }
        let words = field.trimmed.lowercased()
        if let action = MainAction(rawValue: String(name)), !argument.isEmpty {
            return all.filter { $0.action == action }.map { Entry(binding: $0, reason: locks.reason($0.action)) }
        }
        let ranked = all.enumerated().compactMap { place, binding in
            Self.rank(binding, words).map { (rank: $0, place: place, binding: binding) }
        }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map {
            Entry(binding: $0.binding, reason: locks.reason($0.binding.action))
        }
    }

    private static func rank(_ binding: KeyBinding<MainAction>, _ typed: String) -> Int? {
        if typed.isEmpty { return 0 }
        let name = binding.action.rawValue
        if name.hasPrefix(typed) || binding.action.words.hasPrefix(typed) { return 0 }
        if (" " + binding.action.words).contains(" " + typed) { return 1 }
        if name.contains(typed) { return 2 }
        return binding.help.lowercased().contains(typed) ? 3 : nil
    }

    func box(_ locks: KeyLocks, columns: Int, rows: Int, glyphs: GlyphSet) -> DialogBox {
        let entries = entries(locks)
        let place = place(in: entries)
        let names = entries.map { $0.action.rawValue.count }.max() ?? 0
        let lines = entries.enumerated().map { index, entry -> Line in
            var line = Line(index == place ? "\(glyphs.cursor) " : "  ", .key)
            line.add(entry.binding.sign, entry.reason == nil ? .key : .keyLocked)
            line.tab(to: 12)
            line.add(entry.action.rawValue, entry.reason == nil ? .text : .keyLocked)
            line.tab(to: 12 + min(20, names) + 2)
            line.add(entry.reason.map { "locked: \($0)" } ?? entry.binding.help, .textDim)
            return index == place ? line.all(.selection) : line
        }
        let room = max(1, rows - 5)
        return DialogBox(
            title: "command", pinned: [Line(":", .key).adding(field.text)],
            lines: lines.isEmpty ? [Line("no action has that in its name", .textDim)] : lines,
            scroll: max(0, place - room + 2), bottom: [])
    }

    var column: Int { 1 + TextWidth.columns(field.text) }
}

extension Palette.Entry {
    var action: MainAction { binding.action }
}
