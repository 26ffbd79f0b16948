import RecoveryCore
import Simulator
import Testing

@Suite struct ScenarioTests {
    private func told(_ scenario: NamedScenario) -> Simulation {
        var simulation = Simulation(scenario.script(), isTold: true)
        simulation.run()
        return simulation
    }

    @Test("Every named scenario runs to its end and settles", arguments: NamedScenario.allCases)
    func settles(_ scenario: NamedScenario) {
        let simulation = told(scenario)
        #expect(simulation.violation == nil, "\(simulation.violation.map(String.init) ?? "")")
    }

    @Test("A lost primary is replaced within its operator's minute, and synchronized in reverse when it is back")
    func primaryLost() throws {
        let tale = told(.primaryLost).tale
        let alarm = try #require(tale.first { $0.contains("first-alarm #1 NEW") })
        #expect(alarm.hasPrefix("1:01.") || alarm.hasPrefix("1:02.") || alarm.hasPrefix("1:03."), "\(alarm)")
        #expect(tale.contains { $0.contains("epoch 2 published: ams2") })
        #expect(tale.contains { $0.contains("roles: ams2 primary, fra1 backup") })
    }

    @Test("A controller that is cut off calls no cluster failed")
    func cutOff() {
        let tale = told(.controllerCutOff).tale
        #expect(tale.contains { $0.contains("cut-off #1 NEW") })
        #expect(!tale.contains { $0.contains("is failed") })
    }

    @Test("A lost backup is the second alarm, and no role changes")
    func backupLost() {
        let tale = told(.backupLost).tale
        #expect(tale.contains { $0.contains("second-alarm #1 NEW") })
        #expect(!tale.contains { $0.contains("epoch 2 published") })
    }

    @Test("A slow node is no failure")
    func slowNode() {
        #expect(!told(.slowNode).tale.contains { $0.contains("is failed") })
    }
}
