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

    /// At most so many faults are told, and so many lines of what followed.
    private static let faultLimit = 20
    private static let lineLimit = 60

    /// The story as text: the faults, then what happened last.
    package var story: [String] {
        let settings = script.settings
        let clusters = settings.clusters.map { "\($0.name) \($0.nodes.count)" }.joined(separator: ", ")
        var lines = [
            "seed \(script.seed): \(violation)",
            "clusters \(clusters); threshold \(settings.threshold); mode \(settings.failover.mode); sync \(settings.sync.rule)",
            "\(script.faults.count) faults:",
        ]
        lines += script.faults.prefix(Self.faultLimit).map { "  " + $0.words(in: settings) }
        var told = Simulation(script, isTold: true)
        told.run()
        lines.append("what happened last:")
        lines += told.tale.suffix(Self.lineLimit).map { "  " + $0 }
        return lines
    }
}
