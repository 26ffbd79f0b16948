import ArgumentParser
import Dashboard
import Dispatch
import Drivers
import Interface

struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "Watch a system and act on it (the default).", shouldDisplay: false)

    @OptionGroup var system: SystemArguments
    @OptionGroup var author: OperatorArgument
    @OptionGroup var screen: ScreenArguments

    func run() throws {
        let systems = try system.readAll().map { ($0, try watched($0)) }
        try MainActor.assumeIsolated {
            let shelf = try screen.shelf()
            let terminal = try screen.terminal(shelf)
            let seats = try systems.map { file, running in
                let options = DashboardOptions(
                    isReadOnly: screen.readOnly, keys: try file.keyMap(), engineElsewhere: running.engineElsewhere)
                return SystemSeat(name: file.settings.system, source: running, dashboard: Dashboard(options: options))
            }
            let app = DashboardApp(seats, author: author.value, shelf: shelf)
            try app.start(on: terminal)
            Lifetime.keep(app)
        }
        dispatchMain()
    }

    /// The system with an engine of ours; when another process is its engine already, attached to that.
    private func watched(_ file: SettingsFile) throws -> any WatchedSystem {
        let folder = system.folder(of: file.settings.system)
        do throws(Failure) {
            return try RunningSystem(file, folder: folder)
        } catch {
            guard error.isHeld else { throw error }
            do throws(ClientFault) {
                return try AttachedSystem(folder: folder)
            } catch {
                switch error {
                // Of an engine that is only just beginning, or one without an interface.
                case .noEngine, .gone: break
                case .refused, .failed: throw Failure("\(file.settings.system): attaching failed: \(error)")
                }
            }
            throw error
        }
    }
}

/// What lives as long as the process.
@MainActor enum Lifetime {
    private static var kept: [AnyObject] = []
    static func keep(_ object: AnyObject) { kept.append(object) }
}
