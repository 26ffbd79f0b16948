import ArgumentParser
import Dashboard
import Dispatch
import Drivers

struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "Watch a system and act on it (the default).", shouldDisplay: false)

    @OptionGroup var system: SystemArguments
    @OptionGroup var author: OperatorArgument
    @OptionGroup var screen: ScreenArguments

    func run() throws {
        let systems = try system.readAll().map { file in
            (file, try RunningSystem(file, folder: system.folder(of: file.settings.system)))
        }
        try MainActor.assumeIsolated {
            let shelf = try screen.shelf()
            let terminal = try screen.terminal(shelf)
            let seats = try systems.map { file, running in
                let options = DashboardOptions(isReadOnly: screen.readOnly, keys: try file.keyMap())
                return SystemSeat(
                    name: file.settings.system, source: running, dashboard: Dashboard(options: options))
            }
            let app = DashboardApp(seats, author: author.value, shelf: shelf)
            try app.start(on: terminal)
            Lifetime.keep(app)
        }
        dispatchMain()
    }
}

/// What lives as long as the process.
@MainActor enum Lifetime {
    private static var kept: [AnyObject] = []
    static func keep(_ object: AnyObject) { kept.append(object) }
}
