import RecoveryCore
import Screen

/// A system as the overview knows it; nil: its engine has not spoken yet.
package struct SystemLine: Sendable {
    package var name: String
    package var snapshot: Snapshot?

    package init(name: String, snapshot: Snapshot?) {
        self.name = name
        self.snapshot = snapshot
    }
}

/// Several systems, a line each, the worst first. While the operator moves, the lines stay where they are. Nothing is
/// acted on from here: Enter goes into a system.
package struct SystemsOverview: Sendable {
    package enum Outcome: Hashable, Sendable {
        case stay
        /// By its place in the lines given.
        case enter(Int)
        case quit, suspend, repaint
    }

    package var glyphs = GlyphSet.unicode
    private let isReadOnly: Bool
    private var order = HeldOrder<Int>()
    private var selected: Int?
    private var heldUntil: Instant?
    private var asksToQuit = false

    package init(isReadOnly: Bool = false) { self.isReadOnly = isReadOnly }

    package mutating func handle(_ key: Key, _ systems: [SystemLine], now: Instant) -> Outcome {
        let action = KeyMap.standard.action(for: key)
        if asksToQuit {
            asksToQuit = false
            return KeyTable.find(key, in: KeyTable.quit) == .yes ? .quit : .stay
        }
        let shown = order.things
        switch action {
        case .down, .up, .pageDown, .pageUp, .first, .last:
            heldUntil = now + AlarmFeed.hold
            let step: Selection.Step =
                switch action {
                case .up: .by(-1)
                case .pageUp: .by(-10)
                case .pageDown: .by(10)
                case .first: .first
                case .last: .last
                default: .by(1)
                }
            selected = Selection.neighbour(of: selected ?? shown.first, in: shown, step)
        case .details:
            if let place = selected ?? shown.first { return .enter(place) }
        case .quit: asksToQuit = true
        case .suspend:
            if !systems.contains(where: { $0.snapshot?.isChanging ?? false }) { return .suspend }
        case .repaint: return .repaint
        default: break
        }
        return .stay
    }

    package mutating func draw(_ systems: [SystemLine], size: Size, now: Instant, wallclock: Double) -> Frame {
        let wanted = systems.indices.sorted {
            (rank(systems[$0], now), systems[$0].name) < (rank(systems[$1], now), systems[$1].name)
        }
        order.update(wanted, isHeld: heldUntil.map { now < $0 } ?? false)
        let shown = order.things.filter { systems.indices.contains($0) }
        var canvas = Canvas(size: size)
        let all = canvas.bounds
        let bar: Look = systems.contains { $0.snapshot?.settings.isProduction ?? false } ? .barProduction : .bar
        canvas.fill(all.splitTop(1).top, role: bar)
        var top = Line("drtop   \(Figures.plural(systems.count, "system"))", bar)
        top.addRight(ClockText.time(wallclock) + (isReadOnly ? "   READ ONLY" : ""), bar)
        canvas.draw(top, row: 0, in: all, glyphs: glyphs)
        canvas.draw(worst(systems, now: now), row: 1, in: all, glyphs: glyphs)
        let (body, footer) = all.splitTop(2).rest.splitBottom(1)
        canvas.draw(footerLine, row: footer.row, in: footer, glyphs: glyphs)
        let names = min(24, systems.map { TextWidth.columns($0.name) }.max() ?? 0)
        let place = shown.firstIndex { $0 == selected } ?? 0
        let first = body.rows > 0 ? place / body.rows * body.rows : 0
        for (row, index) in shown.dropFirst(first).prefix(body.rows).enumerated() {
            let line = line(systems[index], names: names, columns: all.columns, now: now)
            let isSelected = index == (selected ?? shown.first)
            let marked = Line(isSelected ? "\(glyphs.cursor) " : "  ", .key)
            canvas.draw(
                isSelected ? marked.appending(line).all(.selection) : marked.appending(line), row: body.row + row,
                in: body, glyphs: glyphs)
        }
        return Frame(canvas: canvas, nextDrawing: ClockText.untilNextSecond(wallclock))
    }

    /// The worst first: what burns, what is new, what nobody hears from.
    private func rank(_ system: SystemLine, _ now: Instant) -> Int {
        guard let snapshot = system.snapshot else { return 35 }
        let priority = snapshot.verdict.priority
        guard priority > 0 else { return isStale(snapshot, now) ? 34 : snapshot.isJudged ? 40 : 36 }
        let isNew = snapshot.alarms.contains { $0.state == .new && $0.priority == priority }
        return priority * 10 + (isNew ? 0 : 5)
    }

    private func isStale(_ snapshot: Snapshot, _ now: Instant) -> Bool {
        now - snapshot.at > Scene.staleAge(snapshot.settings)
    }

    private func worst(_ systems: [SystemLine], now: Instant) -> Line {
        guard let worst = systems.min(by: { rank($0, now) < rank($1, now) }), let snapshot = worst.snapshot else {
            return Line("--    starting: no round of heartbeats has ended yet")
        }
        let verdict = snapshot.verdict
        if isStale(snapshot, now) {
            let age = Figures.age(now - snapshot.at)
            let last = verdict.priority > 0 ? "P\(verdict.priority) \(verdict.short)" : verdict.short
            let words = "No news of \(worst.name) for \(age): drtop does not watch it. Last known: \(last)"
            return Line("??    ", .stale).adding(words, .stale)
        }
        if !snapshot.isJudged, verdict.priority == 0 {
            return Line("--    \(worst.name): \(verdict.text)")
        }
        guard verdict.priority > 0 else { return Line("OK    ", .verdictOK).adding("Nothing needs you in any system.") }
        let look = Alarm.look(priority: verdict.priority)
        return Line("P\(verdict.priority)    ", look).adding("\(worst.name): \(verdict.text)", look)
    }

    private func line(_ system: SystemLine, names: Int, columns: Int, now: Instant) -> Line {
        var line = Line()
        let name = TextWidth.fitted(system.name, columns: names, ellipsis: glyphs.ellipsis)
        guard let snapshot = system.snapshot else {
            line.add("--  \(name)")
            line.tab(to: 4 + names + 2)
            return line.adding("starting", .textDim)
        }
        let verdict = snapshot.verdict
        let isStale = isStale(snapshot, now)
        let isNew = snapshot.alarms.contains { $0.state == .new && $0.priority == verdict.priority }
        let fine = snapshot.isJudged ? "OK  " : "--  "
        let look: Look =
            verdict.priority > 0 ? Alarm.look(priority: verdict.priority) : snapshot.isJudged ? .verdictOK : .text
        line.add(verdict.priority == 0 ? fine : "P\(verdict.priority)\(isNew ? "!" : "*") ", look, blinks: isNew)
        line.add(name)
        line.tab(to: 4 + names + 2)
        for (cluster, status) in zip(snapshot.settings.clusters, snapshot.clusters) {
            line.add("\(cluster.name) ", .text)
            line.add(
                "\(status.role.capitals) ",
                status.role == .primary ? .primary : status.role == .failed ? .failed : .backup)
            line.add(
                "\(Figures.ratio(status.available, status.total))  ",
                status.verdict == .available ? .text : status.verdict.look)
        }
        if isStale {
            line.add("STALE \(Figures.age(now - snapshot.at))", .stale)
            return line.all(.stale)
        }
        return line.adding(verdict.priority == 0 ? "" : verdict.short, look)
    }

    private var footerLine: Line {
        if asksToQuit {
            return Line("q again leaves: nobody watches these systems then. ", .alarmP2).adding("Esc stays", .key)
        }
        return Footer.line(
            [
                FooterItem(sign: "Enter", words: "go in"), FooterItem(sign: "j/k", words: "choose"),
                FooterItem(sign: "Esc", words: "in a system: back here"), FooterItem(sign: "q", words: "quit"),
            ], columns: 120)
    }
}

extension Line {
    fileprivate func appending(_ other: Line) -> Line {
        var line = self
        for span in other.spans { line.add(span.text, span.look, blinks: span.blinks) }
        return line
    }
}
