import Screen

/// `t`: the themes, each seen at once; Esc brings the former one back.
struct ThemeMenu: Hashable, Sendable {
    let names: [String]
    let before: String
    private(set) var choice: String

    init(_ names: [String], now: String) {
        self.names = names
        before = now
        choice = now
    }

    enum Outcome: Hashable {
        case stay
        case refused
        case use(String)
        case close(String)
    }

    mutating func handle(_ key: Key) -> Outcome {
        let place = names.firstIndex(of: choice) ?? 0
        switch KeyTable.find(key, in: KeyTable.themes) {
        case .down: choice = names[min(place + 1, names.count - 1)]
        case .up: choice = names[max(place - 1, 0)]
        case .close: return .close(before)
        case .choose: return .close(choice)
        case .acknowledgeFirst, .acknowledgeSecond, nil: return .refused
        }
        return .use(choice)
    }

    func box(_ glyphs: GlyphSet) -> DialogBox {
        let samples: [(String, Look)] = [
            ("text", .text), ("dim", .textDim), ("P1", .alarmP1), ("P2", .alarmP2), ("P3", .alarmP3),
            ("up", .nodeUp), ("late", .nodeLate), ("down", .nodeDown), ("no data", .nodeNoData), ("key", .key),
            ("stale", .stale), ("PROD", .barProduction),
        ]
        var sample = Line()
        for (word, look) in samples {
            sample.add(word, look)
            sample.add("  ")
        }
        let place = names.firstIndex(of: choice) ?? 0
        let lines = names.map { name in
            let isChosen = name == choice
            return Line("\(isChosen ? glyphs.cursor : " ") \(name)", isChosen ? .selection : .text)
        }
        return DialogBox(
            title: "theme", lines: lines, scroll: max(0, place - 6), bottom: [Line(), sample])
    }
}
