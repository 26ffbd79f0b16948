import ArgumentParser
import Dispatch
import Drivers
import Foundation
import Glibc

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "The engines without a screen, for a service manager.",
        discussion: """
            Says READY to systemd (Type=notify-reload). TERM and INT end it when the step in hand has ended; HUP reads all \
            settings again: all of them are taken over, or none.
            """)

    @Argument(help: "A settings file for each system.")
    var settings: [String] = []

    @Option(help: ArgumentHelp("Where state is kept, instead of $XDG_STATE_HOME/drtop.", valueName: "dir"))
    var state: String?

    func run() throws {
        let paths = try settings.isEmpty ? found() : settings
        let service = Service(state: state)
        let files = try Service.read(paths)
        let signals = Signals([SIGTERM, SIGINT, SIGHUP]) { number in
            Task.detached { number == SIGHUP ? await service.reload(paths) : await service.stop() }
        }
        MainActor.assumeIsolated { Lifetime.keep(signals) }
        Task.detached {
            do throws(Failure) {
                try await service.run(files)
                Glibc.exit(0)
            } catch {
                error.leave()
            }
        }
        dispatchMain()
    }

    private func found() throws(Failure) -> [String] {
        do throws(SettingsNotFound) {
            return try SettingsLocator(environment: ProcessInfo.processInfo.environment).find()
        } catch {
            throw Failure(error.description, code: .usage)
        }
    }
}

/// Signals as events, for the life of the process.
private final class Signals {
    private let sources: [any DispatchSourceSignal]

    init(_ numbers: [Int32], _ arrived: @escaping @Sendable (Int32) -> Void) {
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { arrived(number) }
            source.resume()
            return source
        }
    }
}
