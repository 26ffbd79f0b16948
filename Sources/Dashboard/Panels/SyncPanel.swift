import RecoveryCore
import Screen

/// Who follows whom, how far behind, and what a failover or a reverse sync would cost now.
struct SyncPanel: Panel {
    var scene: Scene

    var pane: Pane? { .sync }

    func title(columns: Int) -> Line {
        var line = Line("sync")
        guard scene.snapshot.sync.count == 1, let sync = scene.snapshot.sync.first else { return line }
        let leftward = sync.from > sync.to
        let ends = leftward ? (sync.to, sync.from) : (sync.from, sync.to)
        let arrow = scene.arrow(sync, to: sync.to, leftward: leftward)
        line.add("   \(scene.name(ends.0)) ")
        line.add(arrow.text, arrow.look)
        line.add(" \(scene.name(ends.1))   ")
        line.add(stateWords(sync), look(sync))
        return line
    }

    func wantedRows(columns: Int, most: Int) -> Int { min(most, lines(Size(columns: columns, rows: most)).count) }

    func lines(_ size: Size) -> [Line] {
        let sync = scene.snapshot.sync
        if sync.isEmpty { return [Line("nothing is synchronized: there is no other cluster", .textDim)] }
        if sync.count == 1 { return single(0, columns: size.columns) }
        // Several: a line each, the worst first, as far as they fit.
        let order = sync.indices.sorted { (rank(sync[$0]), $0) < (rank(sync[$1]), $1) }
        guard order.count > size.rows, size.rows > 0 else { return order.map { short($0) } }
        let shown = order.prefix(max(1, size.rows - 1)).map { short($0) }
        return shown + [Line("and \(order.count - shown.count) more", .textDim)]
    }

    private func rank(_ sync: SyncStatus) -> Int {
        switch sync.state {
        case .stalled: 0
        case .unknown: 1
        case .stopped: 2
        case .copying: 3
        case .betweenRuns: 4
        case .running: 5
        }
    }

    private func look(_ sync: SyncStatus) -> Look {
        switch sync.state {
        case .running, .copying, .betweenRuns: .text
        case .stopped: scene.status(sync.to).role == .failed ? .text : .syncBad
        case .stalled: .syncBad
        case .unknown: .nodeNoData
        }
    }

    private func stateWords(_ sync: SyncStatus) -> String {
        switch sync.state {
        case .unknown: return "state \(Figures.unknown)"
        case .running: return "running"
        case .copying: return sync.progress.map { "copying, \(Int($0 * 100))%" } ?? "copying"
        case .stalled: return "stalled since \(scene.clock(sync.since))"
        case .stopped:
            if scene.status(sync.to).role == .failed { return "stopped, waits for the operator" }
            return "stopped since \(scene.clock(sync.since))"
        case .betweenRuns: return "between two runs"
        }
    }

    private func single(_ index: Int, columns: Int) -> [Line] {
        let sync = scene.snapshot.sync[index]
        if scene.status(sync.to).role == .failed { return reverse(sync) }
        return [lagLine(index, columns: columns), costLine(sync), protection].compactMap { $0 }
    }

    /// Shorter words before anything is cut off.
    private func lagLine(_ index: Int, columns: Int) -> Line {
        let sync = scene.snapshot.sync[index]
        let pairs = "\(Figures.count(sync.inSync)) of \(Figures.count(sync.pairs)) pairs"
        let full = lagLine(index, pairs: pairs + " in sync", writes: writes(index))
        if full.columns <= columns { return full }
        let shorter = lagLine(index, pairs: pairs, writes: writes(index))
        return shorter.columns <= columns ? shorter : lagLine(index, pairs: pairs, writes: "")
    }

    private func lagLine(_ index: Int, pairs: String, writes: String) -> Line {
        let sync = scene.snapshot.sync[index]
        let late: Look = sync.state == .stalled ? .syncBad : .text
        var line = Line("lag ", .textDim)
        line.add(lag(index), scene.isLive(sync) ? late : .stale)
        line.add("   ")
        line.add(pairs, sync.inSync < sync.pairs && sync.state == .running ? .syncBad : .text)
        line.add("   ")
        line.add(writes)
        return line
    }

    /// Exact while something is wrong, held still while nothing is.
    private func lag(_ index: Int) -> String {
        let sync = scene.snapshot.sync[index]
        let steady = scene.steady
        guard scene.isHealthy, scene.isLive(sync), steady.lagBytes.indices.contains(index),
            let bytes = steady.lagBytes[index]
        else { return scene.lag(sync) }
        let time = steady.lagMilliseconds[index].map { Figures.duration(.milliseconds(Int64($0.level))) }
        return "under \(Figures.bytes(Int64(bytes.level))), \(time ?? Figures.unknown)"
    }

    private func writes(_ index: Int) -> String {
        let steady = scene.steady.writeRates
        guard scene.isLive(scene.snapshot.sync[index]) else { return "writes \(Figures.unknown)" }
        guard scene.isHealthy, steady.indices.contains(index), let rate = steady[index] else {
            return "writes \(Figures.rate(scene.snapshot.sync[index].writeRate))"
        }
        if rate.level <= Steady.quietBytes { return "no writes to speak of" }
        return "writes under \(Figures.rate(rate.level))"
    }

    private func costLine(_ sync: SyncStatus) -> Line? {
        guard sync.from == scene.primary else { return nil }
        let unknown = "what a failover would lose now is \(Figures.unknown)"
        if let offer = scene.snapshot.offer(.failover), offer.isPossible, let plan = offer.plan, plan.target == sync.to
        {
            return Line(plan.loss.map { "a failover now loses at most \(Figures.bytes($0)) of writes" } ?? unknown)
        }
        guard scene.isLive(sync), sync.lagBytes != nil || sync.lagTime != nil else {
            return Line(unknown, .textDim)
        }
        let lost: String
        if scene.isHealthy, let index = scene.snapshot.sync.firstIndex(of: sync) {
            lost = lag(index).withoutUnder
        } else {
            lost = scene.lag(sync)
        }
        return Line("a failover now would lose at most \(lost) of writes", .textDim)
    }

    private var protection: Line? {
        if let since = scene.snapshot.unprotectedSince {
            let age = Figures.elapsed(scene.since(since))
            return Line("unprotected for \(age): a second failure has no way out", .syncBad)
        }
        guard let since = scene.snapshot.protectedSince else { return nil }
        // Cut off from everything, drtop keeps what it last knew; that is not what is.
        if scene.snapshot.overlays.contains(.cutOff) {
            return Line("whether a backup can take over now is \(Figures.unknown)", .textDim)
        }
        return Line("protected since \(scene.clock(since)): a backup can take over", .textDim)
    }

    /// From the new primary to the old one, which still has writes of its own.
    private func reverse(_ sync: SyncStatus) -> [Line] {
        var lines: [Line] = []
        if sync.state == .copying || sync.state == .running {
            let share = sync.progress.map { "\(Int($0 * 100))%" } ?? Figures.unknown
            var line = Line("reverse sync ", .textDim)
            line.add("\(share)    \(Figures.ratio(sync.inSync, sync.pairs)) pairs    ")
            line.add("lag \(scene.lag(sync))", scene.isLive(sync) ? .text : .stale)
            lines.append(line)
        }
        guard !lines.isEmpty || scene.status(sync.to).verdict == .available else {
            let text = "\(scene.name(sync.to)) is not available: once it is, this says what a reverse sync costs"
            return [Line(text, .textDim)] + [protection].compactMap { $0 }
        }
        var forecast = Line("forecast    ", .textDim)
        forecast.add("incremental on \(sync.incremental) of \(sync.pairs) pairs, full on \(sync.full)")
        if let reason = sync.fullReason { forecast.add(": \(reason)") }
        var cost = Line("to copy     ", .textDim)
        cost.add(Figures.bytes(sync.bytesToCopy))
        cost.add("    to discard  ", .textDim)
        cost.add(Figures.bytes(sync.bytesToDiscard))
        if let writes = sync.writesToDiscard { cost.add(", \(Figures.plural(Int(writes), "write"))") }
        cost.add(" that only \(scene.name(sync.to)) has")
        lines += [forecast, cost]
        if let protection { lines.append(protection) }
        return lines
    }

    private func short(_ index: Int) -> Line {
        let sync = scene.snapshot.sync[index]
        let arrow = scene.arrow(sync, to: sync.to, leftward: false)
        var line = Line("\(scene.name(sync.from)) ")
        line.add(arrow.text, arrow.look)
        line.add(" \(scene.name(sync.to))  ")
        line.add(stateWords(sync), look(sync))
        line.add("   lag \(lag(index))", scene.isLive(sync) ? .text : .stale)
        line.add("   \(Figures.ratio(sync.inSync, sync.pairs)) pairs", .text)
        return line
    }
}

extension String {
    /// "lag under 1 KB, 1 s", but "loses at most 1 KB, 1 s".
    fileprivate var withoutUnder: String { hasPrefix("under ") ? String(dropFirst("under ".count)) : self }
}
