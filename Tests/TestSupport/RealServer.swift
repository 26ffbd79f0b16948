import Foundation
import Glibc

/// A server of a Debian package, for one test; it ends with the object.
package final class RealServer: @unchecked Sendable {  // The process is made in `init` and only asked afterwards.
    private let process = Process()
    private let name: String
    private let log: String

    /// - Parameter user: who runs it, for a server that refuses to run as root; ignored when the test is not root.
    package init(_ path: String, _ arguments: [String], in folder: String, as user: String? = nil) throws {
        name = String(path.split(separator: "/").last ?? "")
        guard access(path, X_OK) == 0 else { throw TestFault("\(path) is not installed: `make test` installs it") }
        log = "\(folder)/\(name).\(UUID().uuidString).log"
        try Data().write(to: URL(fileURLWithPath: log))
        if let user, geteuid() == 0 {
            process.executableURL = URL(fileURLWithPath: "/usr/sbin/runuser")
            process.arguments = ["-u", user, "--", path] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
        }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit { stop() }

    package func stop() {
        guard process.isRunning else { return }
        process.terminate()
        for _ in 0..<200 where process.isRunning { usleep(10_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var processIdentifier: Int32 { process.processIdentifier }

    /// Waits until it listens on a port of loopback.
    package func listens(on port: UInt16) throws {
        try wait("listens on \(port)") { (try? LoopbackConnection(port: port)) != nil }  // Not yet: asked again.
    }

    /// Waits, with a bound, until something holds; fails when the server has ended.
    package func wait(_ what: String, until condition: () -> Bool) throws {
        for _ in 0..<1500 {
            if condition() { return }
            guard process.isRunning else { break }
            usleep(10_000)
        }
        let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""  // Only for the message.
        throw TestFault("\(name) \(process.isRunning ? "runs" : "has ended") and not: \(what)\n\(said.suffix(2000))")
    }
}
