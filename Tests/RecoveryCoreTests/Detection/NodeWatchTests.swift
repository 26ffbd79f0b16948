import Testing

@testable import RecoveryCore

@Suite struct NodeWatchTests {
    private static let outcomes: [Heartbeat.Outcome] = [
        .answered(latency: .milliseconds(1)), .missed(.timeout), .notServing(.loading), .refusedUs("NOAUTH"),
    ]

    /// M2, told naively: looks back over the whole sequence instead of keeping counts.
    private func isAvailable(after sequence: ArraySlice<Bool>, misses limit: Int) -> Bool {
        var available = false
        var isKnown = false
        for end in sequence.indices {
            let past = sequence[...end]
            let run = past.reversed().prefix { $0 == past.last }.count
            if past.last == true {
                if !isKnown || run >= 3 { available = true }
                isKnown = true
            } else if run >= limit {
                available = false
                isKnown = true
            }
        }
        return available
    }

    @Test(
        "M2: after every sequence of up to six outcomes a node is available exactly when it should be", arguments: 1...4
    )
    func everySequence(limit: Int) {
        for length in 1...6 {
            let count = (0..<length).reduce(1) { product, _ in product * Self.outcomes.count }
            for number in 0..<count {
                var rest = number
                let sequence = (0..<length).map { _ in
                    defer { rest /= Self.outcomes.count }
                    return Self.outcomes[rest % Self.outcomes.count]
                }
                var status = NodeStatus()
                for outcome in sequence {
                    let before = (status.state, status.isAvailable)
                    let beat = Heartbeat(node: NodeID(0), asked: .origin, outcome: outcome)
                    let changed = status.take(beat, misses: limit, at: .origin)
                    #expect(changed == (before != (status.state, status.isAvailable)))
                }
                let lives = sequence.map(\.isLife)
                #expect(status.isAvailable == isAvailable(after: lives[...], misses: limit), "\(sequence)")
                let run = lives.reversed().prefix { !$0 }.count
                #expect(Int(status.misses) == run)
                #expect(status.state != .up || status.isAvailable)
                #expect(status.state != .down || !status.isAvailable)
                #expect(!status.isReachable || lives.last == true, "only an answer makes it reachable")
            }
        }
    }
}

extension Heartbeat.Outcome {
    fileprivate var isLife: Bool {
        switch self {
        case .answered, .refusedUs: true
        case .missed, .notServing: false
        }
    }
}
