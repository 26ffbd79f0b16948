import ArgumentParser
import Dashboard
import Dispatch
import Drivers
import Interface
import Terminal

struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard", abstract: "Watch a system and act on it (the default).", shouldDisplay: false)

    @OptionGroup var system: SystemArguments
    @OptionGroup var author: OperatorArgument
    @OptionGroup var screen: ScreenArguments

    /// The screen comes first: ten thousand nodes take longer to read than a person should look at nothing.
    func run() throws {
        let paths = try system.paths()
        try MainActor.assumeIsolated {
            let shelf = try screen.shelf()
            let terminal = try terminal(shelf, paths)
            let app = DashboardApp(DashboardOptions(isReadOnly: screen.readOnly), author: author.value, shelf: shelf)
            try app.start(on: terminal) { () throws(Failure) in try open(paths) }
            Lifetime.keep(app)
        }
        dispatchMain()
    }

    /// Without a terminal the settings' faults are told all the same, and first: they can be mended from anywhere.
    @MainActor private func terminal(_ shelf: ThemeShelf, _ paths: [String]) throws(Failure) -> Terminal {
        do throws(Failure) {
            return try screen.terminal(shelf)
        } catch {
            _ = try system.read(paths)
            throw error
        }
    }

    private func open(_ paths: [String]) throws(Failure) -> [SystemSeat] {
        var seats: [SystemSeat] = []
        for file in try system.read(paths) {
            let running = try watched(file)
            let options = DashboardOptions(
                isReadOnly: screen.readOnly, keys: try file.keyMap(), engineElsewhere: running.engineElsewhere)
            seats.append(
                SystemSeat(name: file.settings.system, source: running, dashboard: Dashboard(options: options)))
        }
        return seats
    }

    /// The system with an engine of ours; when another process is its engine already, attached to that.
    private func watched(_ file: SettingsFile) throws(Failure) -> any WatchedSystem {
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
