import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import RecoveryCore

/// Talks to the engine of a running system through its Unix socket: what `drtop status`, the commands and an attached
/// dashboard use.
package struct OperatorClient: Sendable {
    private let socket: String
    private let connections: Connections
    private var http: HTTPClient { connections.client }

    /// - Parameter socket: the path of the Unix socket.
    /// - Throws: `.noEngine` when nobody listens there.
    package init(socket: String) throws(ClientFault) {
        self.socket = SocketPath.reachable(socket)
        try Self.knock(self.socket)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        connections = Connections(configuration)
    }

    package func state() async throws(ClientFault) -> StatusDocument {
        try await read("/v1/state") { try StatusDocument(json: $0) }
    }

    package func plan(_ kind: RoleChangeKind) async throws(ClientFault) -> PlanDocument {
        try await read("/v1/plan/\(kind.name)") { try PlanDocument(json: $0) }
    }

    /// - Parameter key: the same for all attempts of one command.
    package func command(_ form: CommandForm, key: String) async throws(ClientFault) -> AnswerDocument {
        var request = request("/v1/commands")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Idempotency-Key", value: key)
        do {
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(form)))
            let response = try await http.execute(request, timeout: .seconds(15))
            let body = Data(try await response.body.collect(upTo: Self.largestAnswer).readableBytesView)
            // What is no answer is an error.
            if let answer = try? JSONDecoder().decode(AnswerDocument.self, from: body) { return answer }
            throw Self.fault(response.status, body)
        } catch {
            throw Self.fault(error)
        }
    }

    /// The snapshots of the engine, the newest first; it ends with a fault when the connection does.
    ///
    /// - Parameter name: who looks; the others see it.
    package func snapshots(for name: String) -> AsyncThrowingStream<Snapshot, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                do {
                    var request = request("/v1/snapshot")
                    request.headers.add(name: "Accept", value: "text/event-stream")
                    let sent = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    request.headers.add(name: "Drtop-Operator", value: sent)
                    let response = try await http.execute(request, deadline: .distantFuture)
                    guard response.status == .ok else { throw Self.fault(response.status, Data()) }
                    var lines = EventLines()
                    for try await piece in response.body {
                        for event in lines.take(piece) { continuation.yield(try SnapshotForm.decode(event)) }
                    }
                    continuation.finish(throwing: ClientFault.gone)
                } catch {
                    continuation.finish(throwing: Self.fault(error))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private static let largestAnswer = 64 << 20

    private func request(_ path: String) -> HTTPClientRequest {
        let place = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        var request = HTTPClientRequest(url: "http+unix://\(place)\(path)")
        request.headers.add(name: "Host", value: "drtop")
        return request
    }

    private func read<Document>(
        _ path: String, _ decode: (Data) throws -> Document
    ) async throws(ClientFault) -> Document {
        do {
            let response = try await http.execute(request(path), timeout: .seconds(15))
            let body = Data(try await response.body.collect(upTo: Self.largestAnswer).readableBytesView)
            guard response.status == .ok else { throw Self.fault(response.status, body) }
            return try decode(body)
        } catch {
            throw Self.fault(error)
        }
    }

    private struct ErrorDocument: Decodable {
        var error: String
    }

    private static func fault(_ status: HTTPResponseStatus, _ body: Data) -> ClientFault {
        // What carries no text of ours is told by its status.
        let text = try? JSONDecoder().decode(ErrorDocument.self, from: body).error
        return .refused(text ?? "the engine answers \(status.code)")
    }

    private static func fault(_ error: any Error) -> ClientFault {
        error as? ClientFault ?? .failed("the engine does not answer: \(error)")
    }

    /// Whether somebody listens, with the reason when not.
    private static func knock(_ path: String) throws(ClientFault) {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | UInt32(SOCK_CLOEXEC.rawValue)), 0)
        guard descriptor >= 0 else { throw .failed(String(cString: strerror(errno))) }
        defer { Glibc.close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0 else { return }
        switch errno {
        case ENOENT, ECONNREFUSED, ENOTDIR: throw .noEngine
        case let code: throw .failed("\(path): \(String(cString: strerror(code)))")
        }
    }
}

package enum ClientFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody listens at the socket.
    case noEngine
    /// The engine ended the stream.
    case gone
    /// It says why.
    case refused(String)
    case failed(String)

    package var description: String {
        switch self {
        case .noEngine: "no engine runs"
        case .gone: "the engine has ended"
        case .refused(let text), .failed(let text): text
        }
    }
}

/// Takes the data of events out of a stream's pieces.
struct EventLines {
    private var rest: [UInt8] = []

    /// The data of the events that are complete now; comments and other fields are left out.
    mutating func take(_ piece: ByteBuffer) -> [[UInt8]] {
        var found: [[UInt8]] = []
        // Only what came now can hold a new end of a line.
        var begin = 0
        var from = rest.count
        rest += piece.readableBytesView
        while let end = rest[from...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[begin..<end]
            if line.starts(with: Self.field) { found.append(Array(line.dropFirst(Self.field.count))) }
            begin = end + 1
            from = begin
        }
        rest.removeFirst(begin)
        return found
    }

    private static let field = Array("data: ".utf8)
}
