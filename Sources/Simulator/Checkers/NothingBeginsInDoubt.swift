import RecoveryCore

/// I8: after a late tick or a clock jump, and after a start, no verdict is reached and nothing begins until one clean
/// round: every node answered or missed k times in a row, or 10 s.
package struct NothingBeginsInDoubt: Checker {
    package static let invariant = "I8"
    private let limit: Int
    private var began: Moment?
    private var misses: [Int]
    private var isClean: [Bool]
    private var left = 0

    package init(_ settings: Settings) {
        limit = settings.heartbeat.misses
        misses = settings.nodes.map { _ in 0 }
        isClean = settings.nodes.map { _ in true }
    }

    package mutating func look(_ event: TraceEvent, at now: Moment) -> String? {
        switch event {
        case .heartbeat(let node, _, let isAnswer):
            guard began != nil else { return nil }
            misses[node] = isAnswer ? 0 : misses[node] + 1
            if !isClean[node], isAnswer || misses[node] >= limit {
                isClean[node] = true
                left -= 1
            }
            if left == 0 { began = nil }
        case .started: begin(now)
        case .troubled(.lateTick(let delay)) where delay > .seconds(2): begin(now)
        case .troubled(.clockJump(let jump)) where jump > .seconds(2) || jump < .seconds(-2): begin(now)
        case .decided(let effect):
            guard let began, now - began < 9990 * .millisecond else { return nil }
            return fault(in: effect)
        default: break
        }
        return nil
    }

    private mutating func begin(_ now: Moment) {
        began = now
        left = misses.count
        for node in misses.indices {
            misses[node] = 0
            isClean[node] = false
        }
    }

    private func fault(in effect: Effect) -> String? {
        switch effect.action {
        case .order, .claim, .publish: "\(effect.reason): begun before a clean round"
        case .record(.verdictChanged(let cluster, let verdict, _, _)):
            "\(cluster) is called \(verdict) before a clean round"
        case .record, .save, .deliver, .watch, .inspect, .stretchTimeouts, .answer: nil
        }
    }
}
