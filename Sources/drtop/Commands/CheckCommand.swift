import ArgumentParser
import Dispatch
import Drivers
import Engine
import Foundation
import Glibc
import RecoveryCore

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Every fault of the settings at once; the detection bounds that result.")

    @Argument(help: "Settings files.")
    var settings: [String] = []

    @Flag(help: "Also connect to every node and look whether the driver can do its work there.")
    var online = false

    @Flag(help: "Print the settings in force, each with where it came from.")
    var explain = false

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        var files: [SettingsFile] = []
        var isFaulty = false
        for path in try paths(environment) {
            do throws(SettingsFaults) {
                files.append(try SettingsFile.read(path, environment: environment))
            } catch {
                isFaulty = true
                FileHandle.standardError.write(Data("\(error)\n".utf8))
            }
        }
        for file in files {
            for fault in file.keyFaults {
                isFaulty = true
                FileHandle.standardError.write(Data("\(fault)\n".utf8))
            }
        }
        for file in files { report(file) }
        if online, !files.isEmpty {
            examine(files, isFaulty: isFaulty)
            dispatchMain()
        }
        if isFaulty { throw ExitCode(1) }
    }

    private func paths(_ environment: [String: String]) throws(Failure) -> [String] {
        guard settings.isEmpty else { return settings }
        do throws(SettingsNotFound) {
            return try SettingsLocator(environment: environment).find()
        } catch {
            throw Failure(error.description, code: .usage)
        }
    }

    private func report(_ file: SettingsFile) {
        let settings = file.settings
        print(
            "\(file.path): ok: system \(settings.system), \(settings.clusters.count) clusters, \(settings.nodes.count) nodes"
        )
        for line in file.bounds.lines { print("  \(line)") }
        if let shortage = FileLimit.current().raisedAsFarAsAllowed.shortage(nodes: settings.nodes.count) {
            print("  warning: \(shortage)")
        }
        for warning in file.warnings { print("  warning: \(warning)") }
        if explain { print(file.explanation) }
    }

    /// Ends the process when every node was looked at.
    private func examine(_ files: [SettingsFile], isFaulty: Bool) {
        Task.detached {
            var hasFault = isFaulty
            for file in files {
                for (node, findings) in await OnlineCheck(file: file).examine() {
                    let name = file.settings.name(of: node)
                    if findings.isEmpty { print("  \(name): ok") }
                    for finding in findings {
                        print("  \(name): \(finding.weight.rawValue): \(finding.text); \(finding.remedy)")
                        if finding.weight == .fault { hasFault = true }
                    }
                }
            }
            Glibc.exit(hasFault ? 1 : 0)
        }
    }
}

/// Looks at every node of a settings file, a bounded number at once; changes nothing.
struct OnlineCheck: Sendable {
    let file: SettingsFile

    private static let atOnce = 64

    func examine() async -> [(NodeID, [PreconditionFinding])] {
        var options = RedisReplication.Options()
        options.control = file.credentials.control.flatMap(RedisCredentials.init)
        options.monitor = file.credentials.monitor.flatMap(RedisCredentials.init)
        options.sync = file.credentials.sync.flatMap(RedisCredentials.init)
        let driver = RedisReplication(
            settings: file.settings, options: options, holder: "check", clock: SystemClock(), sink: Nowhere())
        return await withTaskGroup(of: (NodeID, [PreconditionFinding]).self) { group in
            var waiting = file.settings.nodes.map(\.id)[...]
            for _ in 0..<Self.atOnce {
                guard let node = waiting.popFirst() else { break }
                group.addTask { (node, await driver.examine(node)) }
            }
            var found: [(NodeID, [PreconditionFinding])] = []
            for await result in group {
                found.append(result)
                if let node = waiting.popFirst() { group.addTask { (node, await driver.examine(node)) } }
            }
            return found.sorted { $0.0 < $1.0 }
        }
    }

    /// There is no engine that the driver's reports could go to.
    private struct Nowhere: EventSink {
        func send(_ event: Event) {}
    }
}
