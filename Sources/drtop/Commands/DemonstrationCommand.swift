import ArgumentParser
import Dashboard
import Dispatch
import Glibc

struct DemonstrationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Two clusters of real redis-server processes on loopback, with callers, to try everything on.")

    @Option(help: ArgumentHelp("Nodes of each cluster, 1 to 200.", valueName: "count"))
    var nodes: Int = 3
    @OptionGroup var author: OperatorArgument
    @OptionGroup var screen: ScreenArguments

    func validate() throws {
        guard (1...200).contains(nodes) else { throw ValidationError("--nodes takes 1 to 200") }
    }

    func run() throws {
        guard RedisFleet.isInstalled else {
            throw Failure(
                "redis-server is not installed: the demonstration runs real ones; apt-get install redis-server")
        }
        let demo = try Demonstration(nodesPerCluster: nodes)
        do {
            let folder = SystemArguments.folder(of: demo.file.settings.system, state: demo.folder.path + "/state")
            let running = try RunningSystem(demo.file, folder: folder)
            try MainActor.assumeIsolated {
                let shelf = try screen.shelf()
                let terminal = try screen.terminal(shelf)
                let options = DashboardOptions(banner: "DEMO", isReadOnly: screen.readOnly)
                let seat = SystemSeat(
                    name: demo.file.settings.system, source: running,
                    dashboard: Dashboard(options: options, demo: demo.status))
                let app = DashboardApp([seat], author: author.value, shelf: shelf, demo: demo)
                try app.start(on: terminal)
                Lifetime.keep(app)
            }
        } catch {
            demo.folder.remove()
            throw error
        }
        dispatchMain()
    }
}
