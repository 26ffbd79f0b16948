/// A failing script made small: faults are left out, many at first and then one by one, as long as the same invariant still
/// fails. Then a person can read it.
package struct Shrinking: Sendable {
    package private(set) var script: Script
    package private(set) var violation: Violation
    /// Runs that were tried.
    package private(set) var runs = 0

    private static let runLimit = 400

    /// nil: the script does not fail.
    package init?(_ script: Script) {
        guard let violation = Outcome(of: script).violation else { return nil }
        self.script = script
        self.violation = violation
        leaveOutFaults()
        keepIfFailing { $0.areOperatorsCareless = false }
        keepIfFailing { $0.operators = 1 }
        keepIfFailing { $0.faultTime = ($0.faults.map { $0.at + $0.duration }.max() ?? 0) + .minute }
    }

    private mutating func leaveOutFaults() {
        var size = max(script.faults.count / 2, 1)
        while runs < Self.runLimit {
            var place = 0
            var hasShrunk = false
            while place < script.faults.count {
                let end = min(place + size, script.faults.count)
                if keepIfFailing({ $0.faults.removeSubrange(place..<end) }) { hasShrunk = true } else { place = end }
            }
            if size > 1 {
                size /= 2
            } else if !hasShrunk {
                return
            }
        }
    }

    @discardableResult
    private mutating func keepIfFailing(_ change: (inout Script) -> Void) -> Bool {
        var smaller = script
        change(&smaller)
        guard smaller.faultTime <= script.faultTime else { return false }
        runs += 1
        guard let found = Outcome(of: smaller).violation, found.invariant == violation.invariant else { return false }
        script = smaller
        violation = found
        return true
    }

    /// At most so many events are told: what a person reads in a minute.
    private static let eventLimit = 20

    /// The story as text: the system, and the turning points that led to the end.
    package var story: [String] {
        let settings = script.settings
        let clusters = settings.clusters.map { "\($0.name) \($0.nodes.count)" }.joined(separator: ", ")
        var lines = [
            "seed \(script.seed): \(violation)",
            "clusters \(clusters); threshold \(settings.threshold); mode \(settings.failover.mode); sync \(settings.sync.rule)",
            "\(script.faults.count) faults are enough; the turning points:",
        ]
        var told = Simulation(script, isTold: true)
        told.run()
        // The faults are the causes: they stay; of what followed, the newest.
        let faults = told.turningPoints.indices.filter { told.turningPoints[$0].isFault }.prefix(Self.eventLimit / 2)
        let others = told.turningPoints.indices.filter { !told.turningPoints[$0].isFault }
            .suffix(Self.eventLimit - faults.count)
        let kept = (faults + others).sorted()
        lines += kept.map { "  " + told.turningPoints[$0].words }
        if kept.count < told.turningPoints.count {
            lines.append("  (\(told.turningPoints.count - kept.count) more were left out)")
        }
        return lines
    }
}
