import Testing

@testable import RecoveryCore

/// Whose silence it was: drtop's own, or a node's (I7).
@Suite struct ListeningTests {
    private func at(_ seconds: Double) -> Instant { .origin + .milliseconds(Int64((seconds * 1000).rounded())) }

    @Test(
        "I7: answers one soon after the other prove that drtop listened; a pause of over an interval and a fifth ends that",
        arguments: [(1.0, true), (1.1, true), (1.2, true), (1.201, false), (1.5, false)])
    func pauses(_ pause: Double, _ isCovered: Bool) {
        var listening = Listening(interval: .seconds(1))
        listening.noteAnswer(asked: at(1))
        listening.noteAnswer(asked: at(1 + pause))
        #expect(listening.covers(at(1)) == isCovered)
        #expect(listening.covers(at(1 + pause)))
        #expect(!listening.covers(at(1.001 + pause)), "what was asked later nobody has answered yet")
    }

    @Test("I7: an answer to an older question takes nothing back")
    func olderQuestion() {
        var listening = Listening(interval: .seconds(1))
        listening.noteAnswer(asked: at(2))
        listening.noteAnswer(asked: at(1.5))
        #expect(listening.isAnswered(since: at(2)) && !listening.isAnswered(since: at(2.001)))
    }

    @Test(
        "I7: whatever came back from the node's host shows that drtop's network works; silence does not"
    )
    func heard() {
        func isHeard(_ outcome: Heartbeat.Outcome) -> Bool {
            Heartbeat(node: NodeID(0), asked: .origin, outcome: outcome).isHeard
        }
        let heard: [Heartbeat.Outcome] = [
            .answered(latency: .zero), .refusedUs("NOAUTH"), .notServing(.loading), .missed(.refused),
            .missed(.invalid("HTTP/1.1 400")),
        ]
        let silent: [Heartbeat.Outcome] = [
            .missed(.timeout), .missed(.closed), .missed(.unreachable("no route")),
        ]
        #expect(heard.allSatisfy(isHeard) && !silent.contains(where: isHeard))
    }

    private func contradicts(_ heard: Double?, _ answered: Double?, at now: Double, interval: Int = 1)
        -> Bool
    {
        SecondOpinion.contradicts(
            heard: heard.map(at), lastAnswered: answered.map(at), interval: .seconds(interval),
            at: at(now))
    }

    @Test(
        "a backup contradicts when it heard from the primary clearly later than drtop, and not long ago"
    )
    func contradiction() {
        #expect(
            !contradicts(13, 10, at: 13), "an interval and two seconds are the grain of whole seconds")
        #expect(contradicts(13.001, 10, at: 14))
        #expect(!contradicts(14, 10, at: 14, interval: 2))
        #expect(contradicts(14.001, 10, at: 15, interval: 2))
        #expect(contradicts(20, 10, at: 35), "an idle primary says something every ten seconds only")
        #expect(!contradicts(20, 10, at: 35.001))
    }

    @Test("silence is no opinion")
    func silence() {
        #expect(
            !contradicts(nil, 10, at: 14) && !contradicts(14, nil, at: 14)
                && !contradicts(nil, nil, at: 14))
    }
}
