import Screen

/// `/`: the line in which a filter is typed, in the footer's place. The pane shows its effect with each letter.
struct FilterPrompt: Hashable, Sendable {
    let pane: Pane
    /// What holds again when the operator takes it back.
    let before: Filter
    var field: TextField

    init(_ pane: Pane, _ filter: Filter) {
        self.pane = pane
        before = filter
        field = TextField(filter.text)
    }

    enum Outcome: Hashable {
        case typed, refused
        /// Keep it.
        case done
        /// Back to what was.
        case cancelled
    }

    mutating func handle(_ key: Key) -> Outcome {
        if field.handle(key) { return .typed }
        switch key {
        case .enter: return .done
        case .escape, .control("c"): return .cancelled
        default: return .refused
        }
    }

    var filter: Filter { Filter(field.trimmed) }

    var line: Line {
        Line("/", .key).adding(field.text).adding(
            field.text.isEmpty ? "text  !text  state:down  zone:z7   Enter keep  Esc back" : "", .textDim)
    }
}
