import ArgumentParser
import Dispatch
import Drivers
import Foundation

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
        let reader: ConfigurationReader
        do throws(StateRefusal) {
            reader = try ConfigurationReader(in: try place.folder())
        } catch let error as StateRefusal {
            throw Failure("there is no configuration to read: \(error)")
        }
        guard watch else {
            do throws(JournalFault) {
                guard let document = try reader.document(of: caller) else { throw try unknown(reader) }
                show(document)
            } catch let error as JournalFault {
                throw Failure("the configuration cannot be read: \(error)")
            }
            return
        }
        follow(reader)
        dispatchMain()
    }

    private func unknown(_ reader: ConfigurationReader) throws(JournalFault) -> Failure {
        let callers = try reader.callers()
        let known = callers.isEmpty ? "nothing is published yet" : "known are \(callers.joined(separator: ", "))"
        return Failure("there is no configuration for \(caller): \(known)")
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
                exit(0)
            } catch {
                Failure("the configuration cannot be read: \(error)").leave()
            }
        }
    }
}
