import Drivers
import Foundation
import Glibc
import TestSupport

/// A system of real redis-server processes in two clusters, fra1 (a1, a2 ...) and ams2 (b1, b2 ...), with the built program
/// in front of it. Not Sendable: one test tells it. Everything goes with the object, also when the test fails.
final class Story {
    let a: [RedisServer]
    let b: [RedisServer]
    let folder: TemporaryFolder
    let settings: String
    /// The program on its terminal; nil before `open`.
    var terminal: PseudoTerminal?
    /// What callers were told so far, in order: an epoch never goes back (I16).
    private var epochs: [String: Int] = [:]

    struct Size {
        var columns: Int
        var rows: Int

        static let usual = Size(columns: 120, rows: 40)
    }

    private init(
        nodes: Int, arguments: [String], heartbeat: [String]?, more: String, network: FaultyNetwork?
    ) throws {
        func servers(_ place: FaultyNetwork.Place) throws -> [RedisServer] {
            try (0..<nodes).map { node in
                try RedisServer(
                    arguments: ["--repl-backlog-size", "64mb", "--repl-diskless-sync-delay", "0"] + arguments,
                    place: network?.place(place, node) ?? .loopback)
            }
        }
        a = try servers(.fra1)
        b = try servers(.ams2)
        folder = try TemporaryFolder()
        var system = SystemSettings(
            a: a.enumerated().map { ("a\($0 + 1)", $1.port) }, b: b.enumerated().map { ("b\($0 + 1)", $1.port) },
            folder: folder.path)
        if network != nil { (system.hostsA, system.hostsB) = (a.map(\.place.host), b.map(\.place.host)) }
        if let heartbeat { system.heartbeat = heartbeat }
        system.more = more
        settings = try folder.write("drtop.yaml", system.yaml)
    }

    /// Tells a story when there is a place for one more. A failure shows what was on the screen.
    static func tell(
        nodes: Int = 3, size: Size = .usual, arguments: [String] = [], heartbeat: [String]? = nil, more: String = "",
        isOpen: Bool = true, network: FaultyNetwork? = nil, _ events: (Story) async throws -> Void
    ) async throws {
        await Turnstile.stories.enter()
        defer { Turnstile.stories.leave() }
        let story = try Story(nodes: nodes, arguments: arguments, heartbeat: heartbeat, more: more, network: network)
        do {
            // What holds no data at all is nothing that a careful program would fail over to.
            for server in story.a { try server.command("SET", "seed", "1") }
            if isOpen {
                try story.open(size)
                try await story.seeHealthy()
                try await story.seeInSync()
            }
            try await events(story)
        } catch {
            throw Shortfall("\(error)\n\(story.evidence)")
        }
    }

    private var evidence: String {
        let screen = terminal.map { "the screen:\n\($0.text)" } ?? "there is no screen"
        let journal = entries().suffix(40).map(\.words).joined(separator: "\n")
        return "\(screen)\nthe journal ends:\n\(journal)"
    }

    // MARK: the program

    var state: String { "\(folder.path)/state" }

    /// Starts the dashboard, the last one having ended.
    func open(_ size: Size = .usual, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        terminal = try PseudoTerminal(
            [try Product.path("drtop"), settings, "--state", state, "--operator", "oncall"] + arguments,
            environment: ["HOME": folder.path].merging(environment) { $1 }, columns: size.columns, rows: size.rows)
    }

    /// kill -9, as by the out-of-memory killer.
    func killProgram() throws {
        let terminal = try screen
        terminal.signal(SIGKILL)
        _ = terminal.end(within: .seconds(10))
    }

    var screen: PseudoTerminal {
        get throws {
            guard let terminal else { throw Shortfall("the program was not opened") }
            return terminal
        }
    }

    // MARK: the journal

    /// All entries so far; empty as long as there is no journal.
    func entries(after number: Int64 = 0) -> [(number: Int64, words: String)] {
        // Not there yet, or being made just now.
        guard let reader = try? JournalReader(in: StateFolder(path: "\(state)/orders")),
            let records = try? reader.entries(after: number)
        else { return [] }
        return records.map { ($0.number, $0.entry?.words ?? $0.body) }
    }

    /// The program has ended or goes on: what it wrote hangs together, and every invariant that a journal shows holds in it.
    func seeSoundJournal() async throws {
        let verified = try await call(["verify", settings, "--state", state])
        try check(verified.status == 0, "drtop verify: \(verified.output) \(verified.errors)")
    }

    // MARK: the callers

    struct Document: Decodable {
        struct Endpoint: Decodable {
            var service: String
            var node: String
            var address: String
        }

        var epoch: Int
        var cluster: String
        var endpoints: [Endpoint]
    }

    /// What a caller's file says; nil as long as there is none. A half-written file would fail here.
    func document(_ caller: String) throws -> Document? {
        guard let data = FileManager.default.contents(atPath: "\(folder.path)/\(caller).json") else { return nil }
        let document = try JSONDecoder().decode(Document.self, from: data)
        try check(
            document.epoch >= epochs[caller, default: 0],
            "\(caller) went back from epoch \(epochs[caller, default: 0]) to \(document.epoch)")
        epochs[caller] = document.epoch
        return document
    }

    func seeCallers(on cluster: String, epoch: Int, within bound: Duration = .seconds(30)) async throws {
        for caller in ["checkout", "billing"] {
            try await eventually("\(caller) is told \(cluster), epoch \(epoch)", within: bound) {
                guard let document = try self.document(caller) else { return false }
                let servers = cluster == "fra1" ? self.a : self.b
                return document.cluster == cluster && document.epoch == epoch
                    && document.endpoints.first?.address == servers[0].address
            }
        }
    }
}
