import ArgumentParser
import Drivers
import Foundation
import RecoveryCore
import Screen
import Terminal

/// Which system, and who asks.
struct SystemArguments: ParsableArguments {
    @Argument(help: "The settings file of the system.")
    var settings: [String] = []

    @Option(help: ArgumentHelp("Where state is kept, instead of $XDG_STATE_HOME/drtop.", valueName: "dir"))
    var state: String?

    /// The one settings file that is meant, read without a fault.
    func read() throws(Failure) -> SettingsFile {
        let path = try path()
        do throws(SettingsFaults) {
            return try SettingsFile.read(path, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw Failure("the settings cannot be used: \(error)")
        }
    }

    /// Those at the paths; of different systems.
    func read(_ paths: [String]) throws(Failure) -> [SettingsFile] {
        var files: [SettingsFile] = []
        for path in paths {
            do throws(SettingsFaults) {
                files.append(try SettingsFile.read(path, environment: ProcessInfo.processInfo.environment))
            } catch {
                throw Failure("the settings cannot be used: \(error)")
            }
        }
        for (place, file) in files.enumerated() {
            if let other = files[..<place].first(where: { $0.settings.system == file.settings.system }) {
                throw Failure(
                    "\(other.path) and \(file.path) are both of system \(file.settings.system): give one of them",
                    code: .usage)
            }
        }
        return files
    }

    /// All that are given, or all that are found.
    func paths() throws(Failure) -> [String] {
        guard settings.isEmpty else { return settings }
        do throws(SettingsNotFound) {
            return try SettingsLocator(environment: ProcessInfo.processInfo.environment).find()
        } catch {
            throw Failure(FirstMinutes.text(error.places), code: .usage)
        }
    }

    func path() throws(Failure) -> String {
        let found = try paths()
        guard found.count == 1 else {
            throw Failure(
                "several settings files are meant (\(found.joined(separator: ", "))): name the one system of this command",
                code: .usage)
        }
        return found[0]
    }

    func folder(of system: String) -> StateFolder { Self.folder(of: system, state: state) }

    static func folder(of system: String, state: String?) -> StateFolder {
        StateFolder(system: system, override: state, environment: ProcessInfo.processInfo.environment)
    }
}

/// The name under which commands go to the journal.
struct OperatorArgument: ParsableArguments {
    @Option(name: .customLong("operator"), help: ArgumentHelp("Who you are, for the journal.", valueName: "name"))
    var name: String?

    var value: String {
        if let name, !name.isEmpty { return String(name.prefix(63)) }
        return NSUserName()
    }
}

/// How the screen looks.
struct ScreenArguments: ParsableArguments {
    @Option(help: ArgumentHelp("One of drtop theme list, or a theme file.", valueName: "name"))
    var theme: String = "default-dark"

    @Option(help: ArgumentHelp("How many colours: auto, 256, 16 or mono.", valueName: "colours"))
    var color: TerminalOptions.ColorChoice = .auto

    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    @Flag(
        inversion: .prefixedNo,
        help: "Select and scroll with the mouse; it never confirms. Without a choice: not over ssh.")
    var mouse: Bool?

    @Flag(help: "Only look: no key leads to a command.")
    var readOnly = false

    @MainActor func shelf() throws(Failure) -> ThemeShelf {
        try ThemeShelf(theme, environment: ProcessInfo.processInfo.environment)
    }

    @MainActor func terminal(_ shelf: ThemeShelf) throws(Failure) -> Terminal {
        let environment = ProcessInfo.processInfo.environment
        var options = TerminalOptions(theme: shelf.current, color: color, ascii: ascii, environment: environment)
        options.mouse = mouse ?? (environment["SSH_CONNECTION"] == nil && environment["SSH_TTY"] == nil)
        do throws(TerminalError) {
            return try Terminal(options)
        } catch {
            throw Failure("there is no screen: \(error); run it in a terminal")
        }
    }
}

extension TerminalOptions.ColorChoice: ExpressibleByArgument {}
