import ArgumentParser
import Dispatch
import Drivers
import Engine
import Foundation
import Glibc

/// Which system a command reads, by its settings or by its name.
struct StateArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The system, by its name instead of its settings.", valueName: "name"))
    var system: String?

    @Option(help: ArgumentHelp("The system's settings file.", valueName: "file"))
    var settings: String?

    @Option(help: ArgumentHelp("Where state is kept, instead of $XDG_STATE_HOME/drtop.", valueName: "dir"))
    var state: String?

    func folder() throws(Failure) -> StateFolder {
        var arguments = SystemArguments()
        arguments.settings = settings.map { [$0] } ?? []
        arguments.state = state
        if let system { return arguments.folder(of: system) }
        return arguments.folder(of: try arguments.read().settings.system)
    }
}

struct ConfigurationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configuration", abstract: "The configuration information of a caller: what it must use now.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case json, env }

    @Argument(help: "The caller's name.")
    var caller: String

    @Flag(help: "Print every change, the present one first, until interrupted.")
    var watch = false

    @Option(help: ArgumentHelp("json or env.", valueName: "format"))
    var format: Format = .json

    @OptionGroup var place: StateArguments

    func run() throws {
        let folder = try place.folder()
        let reader: ConfigurationReader
        do throws(StateRefusal) {
            reader = try ConfigurationReader(in: folder)
        } catch {
            throw Failure("there is no configuration to read: \(error)")
        }
        if watch {
            follow(reader)
            dispatchMain()
        }
        try showNewest(reader)
    }

    private func showNewest(_ reader: ConfigurationReader) throws(Failure) {
        let callers: [String]
        do throws(JournalFault) {
            if let document = try reader.document(of: caller) { return show(document) }
            callers = try reader.callers()
        } catch {
            throw Failure("the configuration cannot be read: \(error)")
        }
        let known = callers.isEmpty ? "nothing is published yet" : "known are \(callers.joined(separator: ", "))"
        throw Failure("there is no configuration for \(caller): \(known)")
    }

    private func show(_ document: ConfigurationDocument) {
        switch format {
        case .json: print(document.json)
        case .env: print(document.environmentLines.joined(separator: "\n"))
        }
        fflush(nil)  // whoever reads along reads a pipe
    }

    /// Ends the process when the reader does.
    private func follow(_ reader: ConfigurationReader) {
        Task.detached { [self] in
            do {
                for try await document in reader.changes(of: caller) { show(document) }
                Glibc.exit(0)
            } catch {
                Failure("the configuration cannot be read: \(error)").leave()
            }
        }
    }
}
