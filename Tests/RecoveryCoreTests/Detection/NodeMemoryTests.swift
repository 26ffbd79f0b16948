import Testing

@testable import RecoveryCore

/// What a node's row on the screen remembers, and what a doubt makes it forget.
@Suite struct NodeMemoryTests {
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    private func take(_ outcome: Heartbeat.Outcome, _ status: inout NodeStatus, _ second: Int) -> Bool {
        status.take(
            Heartbeat(node: NodeID(0), asked: at(second), outcome: outcome), misses: 3, at: at(second))
    }

    @Test(
        "M16: the grid shows the last heartbeats in their order: answered, not serving, missed; the oldest go"
    )
    func history() {
        var status = NodeStatus()
        #expect(status.history == 0 && status.answers == 0)
        let outcomes: [Heartbeat.Outcome] = [
            .answered(latency: .zero), .refusedUs("NOAUTH"), .notServing(.busy), .missed(.timeout),
        ]
        for (second, outcome) in outcomes.enumerated() { _ = take(outcome, &status, second) }
        #expect(status.history == 0b01_01_10_11)
        for second in 4..<36 { _ = take(.missed(.refused), &status, second) }
        #expect(status.history == .max)
    }

    @Test("M16: a row says when the node last answered, how fast, and why it does not serve")
    func words() {
        var status = NodeStatus()
        _ = take(.answered(latency: .milliseconds(7)), &status, 1)
        #expect(
            status.lastAnswered == at(1) && status.latency == .milliseconds(7) && status.trouble == .none)
        _ = take(.missed(.closed), &status, 2)
        #expect(status.lastAnswered == at(1) && status.trouble == .closed)
        _ = take(.refusedUs("NOAUTH"), &status, 3)
        #expect(status.lastAnswered == at(3) && status.trouble == .access, "who refuses drtop lives")
        _ = take(.answered(latency: .milliseconds(9)), &status, 4)
        #expect(status.latency == .milliseconds(9) && status.trouble == .none)
    }

    @Test("a row says since when the node is silent: not moved by more misses, ended by an answer")
    func silent() {
        var status = NodeStatus()
        _ = take(.answered(latency: .zero), &status, 1)
        #expect(status.silentSince == nil)
        _ = take(.notServing(.loading), &status, 2)
        #expect(status.silentSince == at(2), "what loads takes no writes")
        _ = take(.missed(.timeout), &status, 3)
        #expect(status.silentSince == at(2))
        status.forgetMisses()
        #expect(status.silentSince == nil, "I8: what was missed in a doubt proves nothing")
        for second in 4...6 { _ = take(.missed(.timeout), &status, second) }
        status.forgetMisses()
        #expect(!status.isAvailable && status.silentSince == at(4), "what was gone before the doubt is gone")
        _ = take(.refusedUs("NOAUTH"), &status, 7)
        #expect(status.silentSince == nil)
    }

    @Test("M16: since when a state holds: not moved by what repeats it")
    func since() {
        var status = NodeStatus()
        #expect(take(.answered(latency: .zero), &status, 1) == true && status.since == at(1))
        #expect(!take(.answered(latency: .zero), &status, 2) && status.since == at(1))
        #expect(take(.missed(.timeout), &status, 3) == true && status.state == .late && status.since == at(3))
        #expect(!take(.missed(.timeout), &status, 4) && status.since == at(3))
        #expect(take(.missed(.timeout), &status, 5) == true && status.state == .down && status.since == at(5))
        // Not serving, then too long of that: the word stays, only the availability goes.
        var loading = NodeStatus()
        _ = take(.answered(latency: .zero), &loading, 1)
        for second in 2...3 { _ = take(.notServing(.loading), &loading, second) }
        #expect(loading.isAvailable && loading.since == at(2))
        #expect(
            take(.notServing(.loading), &loading, 4) && !loading.isAvailable && loading.since == at(2))
    }

    @Test("a node that is gone for minutes is counted without end")
    func longGone() {
        var status = NodeStatus()
        for second in 0..<300 { _ = take(.missed(.timeout), &status, second) }
        #expect(status.misses == 255 && status.state == .down)
    }

    @Test(
        "I8: after a doubt a node that was about to be missed is up again; one that was gone is not",
        arguments: [
            ([Heartbeat.Outcome.answered(latency: .zero), .missed(.timeout)], NodeState.up),
            ([.answered(latency: .zero), .notServing(.loading)], .up),
            ([.answered(latency: .zero), .refusedUs("NOAUTH")], .refusesUs),
            ([.missed(.timeout), .missed(.timeout), .missed(.timeout)], .down),
            ([.notServing(.busy), .notServing(.busy), .notServing(.busy)], .notServing),
            (
                [.missed(.timeout), .missed(.timeout), .missed(.timeout), .answered(latency: .zero)], .late
            ),
        ])
    func forgotten(_ outcomes: [Heartbeat.Outcome], _ state: NodeState) {
        var status = NodeStatus()
        for (second, outcome) in outcomes.enumerated() { _ = take(outcome, &status, second) }
        let wasAvailable = status.isAvailable
        status.forgetMisses()
        #expect(status.misses == 0 && status.state == state && status.isAvailable == wasAvailable)
    }

    @Test("the nodes that went first in a failure: at most eight, each once, in their order")
    func firstOut() {
        var watch = ClusterWatch(at: .origin)
        watch.noteOut(NodeID(3), at: at(1))
        watch.noteOut(NodeID(3), at: at(2))
        for place in 4..<20 { watch.noteOut(NodeID(place), at: at(place)) }
        #expect(watch.firstOut.map(\.node.index) == Array(3...10))
        #expect(watch.firstOut.first?.at == at(1))
    }
}
