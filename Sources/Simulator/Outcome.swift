/// What came of one run.
package struct Outcome: Sendable {
    package var seed: UInt64
    package var digest: Digest
    package var violation: Violation?
    /// Simulated time.
    package var time: Moment
    package var events: Int
    /// Where it was asked for.
    package var coverage: Coverage?

    package init(of script: Script, isCovered: Bool = false) {
        var simulation = Simulation(script, isCovered: isCovered)
        simulation.run()
        seed = script.seed
        digest = simulation.digest
        violation = simulation.violation
        time = simulation.now
        events = simulation.events
        coverage = simulation.coverage
    }
}
