import Foundation
import Glibc
import TestSupport

/// One call of the built program without a terminal.
struct CommandRun {
    var status: Int32
    var output: String
    var errors: String

    /// Waits for its end, with a bound.
    static func of(
        _ arguments: [String], environment: [String: String] = [:], in folder: TemporaryFolder
    ) async throws -> CommandRun {
        let running = try RunningCommand(arguments, environment: environment, in: folder)
        return try await eventually("drtop \(arguments.joined(separator: " ")) ends") { try running.ended() }
    }
}

/// A call that goes on, like `--watch`. It ends with the object.
final class RunningCommand {
    private let process = Process()
    private let folder: TemporaryFolder
    private let name = UUID().uuidString

    init(_ arguments: [String], environment: [String: String] = [:], in folder: TemporaryFolder) throws {
        self.folder = folder
        process.executableURL = URL(fileURLWithPath: try Product.path("drtop"))
        process.arguments = arguments
        process.environment = ["HOME": folder.path, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        for (stream, suffix) in [(\Process.standardOutput, "out"), (\Process.standardError, "err")] {
            let path = try folder.write("\(name).\(suffix)", "")
            process[keyPath: stream] = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        }
        try process.run()
        TestRun.current.note(process.processIdentifier)
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var processIdentifier: Int32 { process.processIdentifier }
    var output: String { get throws { try folder.read("\(name).out") } }
    var errors: String { get throws { try folder.read("\(name).err") } }

    /// nil as long as it runs.
    func ended() throws -> CommandRun? {
        if process.isRunning { return nil }
        return CommandRun(
            status: process.terminationStatus, output: try output, errors: try folder.read("\(name).err"))
    }
}

extension Story {
    /// Calls the program beside the running dashboard.
    func call(_ arguments: [String], environment: [String: String] = [:]) async throws -> CommandRun {
        try await CommandRun.of(arguments, environment: environment, in: folder)
    }
}
