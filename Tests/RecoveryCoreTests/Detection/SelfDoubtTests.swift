import Testing

@testable import RecoveryCore

/// When drtop believes what it sees (I7, I8).
@Suite struct SelfDoubtTests {
    private func at(_ seconds: Double) -> Instant { .origin + .milliseconds(Int64((seconds * 1000).rounded())) }
    private let second = Duration.seconds(1)

    @Test("I8: a round is clean when every node was heard, each by a question from within the round")
    func cleanRound() {
        var doubt = SelfDoubt()
        doubt.beginRound(nodes: 2, at: at(5))
        doubt.noteEnded(NodeID(0), asked: at(4.999))
        doubt.noteEnded(NodeID(1), asked: at(5))
        doubt.noteEnded(NodeID(1), asked: at(5.5))
        #expect(!doubt.endRound(at: at(6)) && doubt.isUnsettled, "node 0 was asked before it began")
        doubt.noteEnded(NodeID(0), asked: at(6))
        #expect(doubt.endRound(at: at(6)) && !doubt.isUnsettled)
        #expect(doubt.endRound(at: at(99)) == false, "it ends once")
    }

    @Test("I8: what is asked in the moment in which the round begins is of this round")
    func beginning() {
        var doubt = SelfDoubt()
        doubt.beginRound(nodes: 1, at: at(5))
        doubt.noteEnded(NodeID(0), asked: at(5))
        #expect(doubt.endRound(at: at(5)) == true)
    }

    @Test(
        "I8: after ten seconds the round ends, whoever is silent",
        arguments: [(9.999, false), (10, true), (10.001, true)])
    func longestRound(_ seconds: Double, _ isOver: Bool) {
        var doubt = SelfDoubt()
        doubt.beginRound(nodes: 2, at: at(5))
        #expect(doubt.deadline == at(15))
        #expect(doubt.endRound(at: at(5 + seconds)) == isOver)
        #expect(doubt.deadline == (isOver ? nil : at(15)))
    }

    @Test(
        "half of every cluster missed: the timeouts stretch step by step, one an interval, up to nine times, and back"
    )
    func stretch() {
        var doubt = SelfDoubt()
        #expect(doubt.stretchDeadline(interval: second) == nil)
        #expect(doubt.adjustStretch(everyClusterHalfMissed: true, interval: second, at: at(1)) == true)
        #expect(doubt.adjustStretch(everyClusterHalfMissed: true, interval: second, at: at(1.999)) == false)
        #expect(doubt.stretch == 2 && doubt.stretchDeadline(interval: second) == at(2))
        for time in 2...20 {
            _ = doubt.adjustStretch(everyClusterHalfMissed: true, interval: second, at: at(Double(time)))
        }
        #expect(doubt.stretch == 9)
        for time in 21...40 {
            _ = doubt.adjustStretch(everyClusterHalfMissed: false, interval: second, at: at(Double(time)))
        }
        #expect(doubt.stretch == 1)
        #expect(doubt.stretchDeadline(interval: second) == nil, "nothing is left to take back")
    }

    @Test(
        "our own sockets failed less than an interval ago: that stretches, too",
        arguments: [(0.999, 2), (1, 1)])
    func stretchForSockets(_ age: Double, _ stretch: Int) {
        var doubt = SelfDoubt()
        _ = doubt.noteSocketTrouble("too many open files", at: at(1))
        _ = doubt.adjustStretch(everyClusterHalfMissed: false, interval: second, at: at(1 + age))
        #expect(doubt.stretch == stretch)
    }

    @Test(
        "failing sockets are told until two intervals, and at least three seconds, have gone by without another failure",
        arguments: [(1, 3.0, true), (1, 3.001, false), (2, 4, true), (2, 4.001, false)])
    func socketWords(_ interval: Int, _ age: Double, _ isTold: Bool) {
        var doubt = SelfDoubt()
        #expect(doubt.socketTrouble(interval: .seconds(interval), at: at(0)) == nil)
        _ = doubt.noteSocketTrouble("too many open files", at: at(1))
        let text = doubt.socketTrouble(interval: .seconds(interval), at: at(1 + age))
        #expect(text == (isTold ? "too many open files" : nil))
    }

    @Test(
        "the journal is not filled: the same socket trouble is news again after a minute without it")
    func socketNews() {
        var doubt = SelfDoubt()
        #expect(doubt.noteSocketTrouble("too many open files", at: at(0)) == true)
        #expect(doubt.noteSocketTrouble("too many open files", at: at(30)) == false)
        #expect(doubt.noteSocketTrouble("too many open files", at: at(89.999)) == false)
        #expect(doubt.noteSocketTrouble("no local address", at: at(90)) == true)
        #expect(doubt.noteSocketTrouble("no local address", at: at(150)) == true)
    }
}
