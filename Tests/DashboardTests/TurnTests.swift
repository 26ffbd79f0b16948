import RecoveryCore
import Testing

@testable import Dashboard

@Suite struct TurnTests {
    @Test("screens: an alarm is drawn at once, although its warning was as urgent")
    func alarm() {
        let alarmed = Sample.firstAlarm()
        var failing = alarmed
        failing.phase = .synchronizing
        failing.clusters[0].verdict = .failing
        failing.alarms = []
        #expect(failing.verdict.priority == alarmed.verdict.priority)
        #expect(Turn(failing) != Turn(alarmed))
        var worse = alarmed
        worse.alarms.append(Sample.alarm(3, .second, Sample.ams2, 1, since: .zero, "SECOND ALARM"))
        #expect(Turn(worse) != Turn(alarmed))
    }

    @Test("what moves all the time is no turn: it waits for its place in the budget of drawing")
    func ages() {
        let before = Sample.firstAlarm()
        var later = before
        later.at = before.at + .seconds(1)
        later.verdict.fact = "fra1 HAS FAILED, 49 s: 2 of 12 nodes answer. Writes fail. F to fail over."
        later.nodes[3].state = .late
        later.sync[0].lagBytes = 7
        #expect(Turn(later) == Turn(before))
    }
}
