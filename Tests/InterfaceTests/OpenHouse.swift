import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import RecoveryCore
import Synchronization
import TestSupport

@testable import Interface

/// An interface that is open on loopback and on a Unix socket, with a pretended engine behind it.
final class OpenHouse: Sendable {
    let port: UInt16
    let folder: TemporaryFolder
    let documents = DocumentBoard(callers: ["checkout", "billing"])
    let states = Newest<Snapshot>()
    let meter = Meter()
    let settings: Settings
    let routes: [Route]
    private let engine: PretendedEngine
    private let task: Task<Void, any Error>
    let http: HTTPClient

    static let checkout = "checkout-canary-0123456789"
    static let billing = "billing-canary-0123456789"
    static let observer = "observer-canary-0123456789"
    static let acknowledger = "acknowledger-canary-0123456789"
    static let chief = "operator-canary-0123456789"

    static func open(
        mostConnections: Int = 12_000, patience: Duration = .seconds(30), _ visit: (OpenHouse) async throws -> Void
    ) async throws {
        let house = try await OpenHouse(mostConnections, patience)
        defer { house.task.cancel() }
        do {
            try await visit(house)
        } catch {
            try await house.http.shutdown()
            throw error
        }
        try await house.http.shutdown()
    }

    private init(_ mostConnections: Int, _ patience: Duration) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 2000
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        folder = try TemporaryFolder()
        port = try freePort()
        let clusters = [
            Cluster(id: ClusterID(0), name: "fra1", initialRole: .primary, nodes: 0..<1),
            Cluster(id: ClusterID(1), name: "ams2", initialRole: .backup, nodes: 1..<2),
        ]
        let nodes = [0, 1].map { index in
            Node(
                id: NodeID(index), name: index == 0 ? "a1" : "b1", cluster: ClusterID(index),
                address: NodeAddress(host: "127.0.0.1", port: 1), pair: PairID(0))
        }
        let names = ["checkout", "billing"]
        settings = Settings(
            system: "orders", clusters: clusters, nodes: nodes,
            callers: names.enumerated().map { Caller(id: CallerID($0), name: $1, uses: [], speaks: true) })
        var recovery = Recovery(settings: settings, at: .origin)
        states.publish(recovery.snapshot(at: .origin, wallTime: 0))

        let engine = PretendedEngine()
        self.engine = engine
        let desk = CommandDesk { engine.take($0) }
        engine.desk.withLock { $0 = desk }
        var doorkeeper = Doorkeeper()
        doorkeeper.admit(Self.checkout, as: .caller("checkout"))
        doorkeeper.admit(Self.billing, as: .caller("billing"))
        doorkeeper.admit(Self.observer, as: .operator(name: "olga", role: .observe))
        doorkeeper.admit(Self.acknowledger, as: .operator(name: "anna", role: .acknowledge))
        doorkeeper.admit(Self.chief, as: .operator(name: "chris", role: .operate))
        let interface = Interface(
            system: "orders", states: states, desk: desk,
            attendance: Attendance { names in engine.attendance.withLock { $0 = names } }, documents: documents,
            socket: folder.path + "/operators",
            listening: Interface.Listening(host: "127.0.0.1", port: Int(port), doorkeeper: doorkeeper),
            mostConnections: mostConnections, patience: patience, meter: meter,
            hear: { word in engine.words.withLock { $0.append(word) } }, now: { .origin })
        routes = interface.routes
        let (ready, bell) = AsyncStream.makeStream(of: Void.self)
        task = Task { try await interface.run { bell.yield() } }
        for await _ in ready { break }
    }

    var commands: [CommandRequest] { engine.commands.withLock { $0 } }
    var words: [CallerWord] { engine.words.withLock { $0 } }
    /// Whose dashboards are open.
    var attendance: [String] { engine.attendance.withLock { $0.sorted() } }

    /// Keeps what it was told, and says yes to every command, later and on a thread of its own.
    private final class PretendedEngine: Sendable {
        let desk = Mutex<CommandDesk?>(nil)
        let commands = Mutex<[CommandRequest]>([])
        let words = Mutex<[CallerWord]>([])
        let attendance = Mutex<[String]>([])

        func take(_ request: CommandRequest) {
            commands.withLock { $0.append(request) }
            Task { _ = desk.withLock { $0 }?.answered(request.id, .done("done")) }
        }
    }

    func publish(epoch: Epoch, of callers: [String] = ["checkout", "billing"]) {
        for caller in callers {
            documents.publish(
                DocumentBoard.Document(
                    epoch: epoch, fingerprint: "print\(epoch)",
                    json: "{\"caller\":\"\(caller)\",\"epoch\":\(epoch)}"), of: caller)
        }
    }

    struct Answer {
        var status: UInt
        var body: String
        var headers: HTTPHeaders
    }

    /// - Parameter headers: beside the token and, with a body, its type.
    func ask(
        _ method: HTTPMethod = .GET, _ path: String, token: String? = nil, body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            request.headers.add(name: "Content-Type", value: "application/json")
        }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let response = try await http.execute(request, timeout: .seconds(90))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        return Answer(status: response.status.code, body: text, headers: response.headers)
    }

    /// The events of a stream; the task that reads them ends with the sequence.
    func events(_ path: String, token: String) async throws -> AsyncThrowingStream<String, any Error> {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        request.headers.add(name: "Accept", value: "text/event-stream")
        let response = try await http.execute(request, timeout: .seconds(90))
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var lines = EventLines()
                    for try await piece in response.body {
                        for event in lines.take(piece) { continuation.yield(String(decoding: event, as: UTF8.self)) }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

enum CallerPath {
    static let configuration = "/v1/systems/orders/callers/checkout/configuration"
    static let applied = "/v1/systems/orders/callers/checkout/applied"
}
