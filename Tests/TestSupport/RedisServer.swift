import CPseudoTerminal
import Foundation
import Glibc
import Synchronization

/// A real redis-server, on loopback unless told otherwise, with a folder of its own, for one test. It goes with the object.
package final class RedisServer: Sendable {
    /// Where it listens.
    package struct Place: Sendable {
        /// What its users and the other nodes reach it by.
        package var host: String
        /// What the test reaches it by; no fault is injected on this way.
        package var testHost: String
        /// The network namespace in which it runs; nil: the test's own.
        package var namespace: String?

        package init(host: String, testHost: String, namespace: String?) {
            (self.host, self.testHost, self.namespace) = (host, testHost, namespace)
        }

        package static let loopback = Place(host: "127.0.0.1", testHost: "127.0.0.1", namespace: nil)
    }

    package let place: Place
    package let port: UInt16
    package let folder: String
    private let arguments: [String]
    /// nil: not running.
    private let process = Mutex<pid_t?>(nil)

    /// Starts it and returns when it accepts commands or says why not (LOADING, NOAUTH). `arguments` are appended to
    /// the command line; `port` is a free one unless given.
    package init(arguments: [String] = [], port: UInt16? = nil, place: Place = .loopback) throws {
        self.port = try port ?? freePort()
        self.arguments = arguments
        self.place = place
        folder = "\(TestRun.current.folder)/redis-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try start()
    }

    deinit {
        kill()
        // What is left of a temporary folder harms nobody.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts it again, on the same port and in the same folder.
    package func start() throws {
        let line =
            door + [
                "redis-server", "--port", "\(port)", "--dir", folder, "--save", "",
                "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning", "--logfile", folder + "/log",
            ] + listening + arguments
        var argv: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        defer { for each in argv { free(each) } }
        // Not even by chance a pseudo-terminal that another test has just opened: it could not be hung up any more.
        var child = pid_t()
        let code = process_spawn(&child, &argv)
        guard code == 0 else { throw TestFault("redis-server: \(String(cString: strerror(code)))") }
        TestRun.current.note(child)
        process.withLock { $0 = child }
        let deadline = Date(timeIntervalSinceNow: 20)
        while true {
            if (try? command("PING")) != nil { return }  // Refused until it listens.
            var status: Int32 = 0
            if waitpid(child, &status, WNOHANG) == child {
                process.withLock { $0 = nil }
                throw TestFault("redis-server ended: \(log)")
            }
            guard Date() < deadline else { throw TestFault("redis-server does not answer: \(log)") }
            poll(nil, 0, 2)
        }
    }

    /// Into the namespace; it becomes the server, under the same process number.
    private var door: [String] { place.namespace.map { ["nsenter", "--net=/run/netns/\($0)"] } ?? [] }

    private var listening: [String] {
        guard place.namespace != nil else { return ["--bind", "127.0.0.1", "-::1"] }
        return [
            "--bind", place.host, place.testHost, "--protected-mode", "no", "--bind-source-addr", place.host,
            "--replica-announce-ip", place.host,
        ]
    }

    package var address: String { "\(place.host):\(port)" }

    /// As by the out-of-memory killer; returns when it is gone.
    package func kill() {
        process.withLock { process in
            guard let child = process else { return }
            Glibc.kill(child, SIGKILL)
            var status: Int32 = 0
            waitpid(child, &status, 0)
            process = nil
        }
    }

    /// It hangs: its kernel goes on accepting connections, and nobody answers.
    package func stop() { signal(SIGSTOP) }
    package func `continue`() { signal(SIGCONT) }

    /// Sends one command over a connection of its own: the reply as text (an error with its leading "-", an array's
    /// elements one a line). Bounded in time: `patience` in seconds.
    @discardableResult
    package func command(_ parts: String..., patience: Int = 10) throws -> String {
        let connection = try LoopbackConnection(host: place.testHost, port: port, patience: patience)
        var bytes = [UInt8]("*\(parts.count)\r\n".utf8)
        for part in parts { bytes += [UInt8]("$\(part.utf8.count)\r\n\(part)\r\n".utf8) }
        try connection.send(bytes)
        return try connection.reply()
    }

    /// It may have ended before it wrote one.
    package var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "no log" }

    private func signal(_ number: Int32) {
        process.withLock { if let child = $0 { Glibc.kill(child, number) } }
    }
}

package struct TestFault: Error, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}
