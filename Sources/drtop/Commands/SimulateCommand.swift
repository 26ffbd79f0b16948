import ArgumentParser
import Simulator

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "The decision core in simulated worlds, with every invariant checked.",
        discussion: """
            Each seed is one world with its own faults, always the same. The faults come and go for the given time; then all \
            is healed and the system must settle. A failure prints its story and the command that replays it.
            """)

    @Option(help: ArgumentHelp("The first seed.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many seeds, from the first one on.", valueName: "count"))
    var seeds: UInt64 = 1

    @Option(help: ArgumentHelp("How long faults come and go in each world.", valueName: "count"))
    var minutes = 20

    @Option(help: ArgumentHelp("Go on where this file says, and keep it up to date.", valueName: "file"))
    var resume: String?

    func validate() throws {
        if seeds < 1 { throw ValidationError("--seeds takes a count from 1") }
        if !(1...1440).contains(minutes) { throw ValidationError("--minutes takes 1 to 1440") }
        if seed > UInt64.max - seeds { throw ValidationError("--seed is too large for so many seeds") }
    }

    func run() throws {
        for number in seed..<seed + seeds {
            let script = Script(seed: number, minutes: minutes)
            let outcome = Outcome(of: script)
            print("seed \(number) digest \(outcome.digest) events \(outcome.events)")
            if outcome.violation != nil, let small = Shrinking(script) { print(small.story.joined(separator: "\n")) }
        }
    }
}
