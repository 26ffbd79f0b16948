import ArgumentParser
import Dashboard
import Dispatch

struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "Watch a system and act on it (the default).", shouldDisplay: false)

    @OptionGroup var system: SystemArguments
    @OptionGroup var author: OperatorArgument
    @OptionGroup var screen: ScreenArguments

    func run() throws {
        let file = try system.read()
        let running = try RunningSystem(file, folder: system.folder(of: file.settings.system))
        try MainActor.assumeIsolated {
            let terminal = try screen.terminal()
            let options = DashboardOptions(isReadOnly: screen.readOnly)
            let app = DashboardApp(running, dashboard: Dashboard(options: options), author: author.value)
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
