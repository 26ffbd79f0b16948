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

    func path() throws(Failure) -> String {
        guard settings.isEmpty else {
            guard settings.count == 1 else {
                throw Failure(
                    "\(settings.count) settings files were given: one screen shows one system; start one drtop for each",
                    code: .usage)
            }
            return settings[0]
        }
        let found: [String]
        do throws(SettingsNotFound) {
            found = try SettingsLocator(environment: ProcessInfo.processInfo.environment).find()
        } catch {
            throw Failure(error.description, code: .usage)
        }
        guard found.count == 1 else {
            throw Failure(
                "several settings files are there (\(found.joined(separator: ", "))): name the one that is meant",
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
    @Option(help: ArgumentHelp("default-dark, default-light, mono, or a theme file.", valueName: "name"))
    var theme: String = "default-dark"

    @Option(help: ArgumentHelp("How many colours: auto, 256, 16 or mono.", valueName: "colours"))
    var color: TerminalOptions.ColorChoice = .auto

    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    @Flag(help: "Only look: no key leads to a command.")
    var readOnly = false

    @MainActor func terminal() throws(Failure) -> Terminal {
        let environment = ProcessInfo.processInfo.environment
        let options = TerminalOptions(
            theme: try ThemeArgument.load(theme), color: color, ascii: ascii, environment: environment)
        do throws(TerminalError) {
            return try Terminal(options)
        } catch {
            throw Failure("there is no screen: \(error); run it in a terminal")
        }
    }
}

extension TerminalOptions.ColorChoice: ExpressibleByArgument {}
