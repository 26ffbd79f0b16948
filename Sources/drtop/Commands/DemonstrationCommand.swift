import ArgumentParser
import Dashboard
import Dispatch
import Drivers
import Glibc
import RecoveryCore
import Simulator

struct DemonstrationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Two clusters of real redis-server processes on loopback, with callers, to try everything on.",
        discussion: """
            With --simulated, or where redis-server is not installed, the clusters are simulated, in real time and of any \
            size; every screen is marked DRILL. Scenarios:
            \(NamedScenario.allCases.map { "  \($0.rawValue): \($0.words)" }.joined(separator: "\n"))
            """)

    @Option(help: ArgumentHelp("Nodes of each cluster, 1 to 200; simulated, 1 to 10000.", valueName: "count"))
    var nodes: Int?

    @Flag(help: "Simulated clusters instead of real servers.")
    var simulated = false

    @Option(help: ArgumentHelp("With --simulated: what happens, by its name.", valueName: "name"))
    var scenario: NamedScenario?

    @Option(
        help: ArgumentHelp(
            "With --simulated: faults drawn from this seed; with a scenario, only delays and the like.",
            valueName: "number"))
    var seed: UInt64?

    @OptionGroup var author: OperatorArgument
    @OptionGroup var screen: ScreenArguments

    func validate() throws {
        if !simulated, scenario != nil || seed != nil {
            throw ValidationError("--scenario and --seed go with --simulated")
        }
        let most = simulated ? 10_000 : 200
        if let nodes, !(1...most).contains(nodes) { throw ValidationError("--nodes takes 1 to \(most)") }
    }

    func run() throws {
        if simulated || !RedisFleet.isInstalled { try runSimulated() } else { try runReal() }
        dispatchMain()
    }

    private func runReal() throws {
        let demo = try Demonstration(nodesPerCluster: nodes ?? 3)
        try open(demo, in: demo.folder, banner: "DEMO") { folder throws(Failure) in
            try RunningSystem(demo.file, folder: folder)
        }
    }

    private func runSimulated() throws {
        let demo = try SimulatedDemonstration(nodesPerCluster: nodes ?? 6, scenario: scenario, seed: seed)
        // The same word on every screen as in any rehearsal: nobody takes it for the real thing.
        try open(demo, in: demo.folder, banner: "DRILL") { folder throws(Failure) in
            try RunningSystem(demo.settings, on: .simulated(demo.world), folder: folder)
        }
    }

    private func open(
        _ demo: any Rehearsal, in folder: DemoFolder, banner: String,
        _ system: (StateFolder) throws(Failure) -> RunningSystem
    ) throws {
        do {
            let running = try system(SystemArguments.folder(of: "shop", state: folder.path + "/state"))
            try MainActor.assumeIsolated {
                let shelf = try screen.shelf()
                let terminal = try screen.terminal(shelf)
                let options = DashboardOptions(banner: banner, isReadOnly: screen.readOnly)
                let seat = SystemSeat(
                    name: "shop", source: running, dashboard: Dashboard(options: options, demo: demo.status))
                let app = DashboardApp(options, author: author.value, shelf: shelf, demo: demo)
                try app.start(on: terminal) { [seat] }
                Lifetime.keep(app)
            }
        } catch {
            folder.remove()
            throw error
        }
    }
}

extension NamedScenario: ExpressibleByArgument {}
