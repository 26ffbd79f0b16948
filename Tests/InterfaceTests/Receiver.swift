import Dispatch
import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport

/// A server of the test's own that keeps what it is told, and answers as it is told to.
final class Receiver: Sendable {
    struct Received: Sendable {
        var path: String
        var headers: [String: String]
        var body: String
    }

    private let kept = Mutex<[Received]>([])
    private let task: Task<Void, any Error>
    private let reply: Mutex<(status: HTTPResponse.Status, body: String, headers: HTTPFields)>
    let port: UInt16

    init() async throws {
        port = try freePort()
        reply = Mutex((.ok, "", [:]))
        let (ready, bell) = AsyncStream.makeStream(of: Void.self)
        let box = Box()
        var logger = Logger(label: "receiver")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in
                let body = String(buffer: try await request.body.collect(upTo: 1 << 20))
                return box.receiver.withLock { $0 }?.take(request, body) ?? Response(status: .internalServerError)
            }, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: Int(port))),
            onServerRunning: { _ in bell.yield() }, logger: logger)
        task = Task { try await application.run() }
        box.receiver.withLock { $0 = self }
        for await _ in ready { break }
    }

    /// Weakly would do: the test ends it.
    private final class Box: Sendable {
        let receiver = Mutex<Receiver?>(nil)
    }

    func stop() { task.cancel() }

    var received: [Received] { kept.withLock { $0 } }

    func answer(_ status: HTTPResponse.Status, _ body: String = "", headers: HTTPFields = [:]) {
        reply.withLock { $0 = (status, body, headers) }
    }

    private func take(_ request: Request, _ body: String) -> Response {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        kept.withLock { $0.append(Received(path: request.uri.path, headers: headers, body: body)) }
        let (status, text, more) = reply.withLock { $0 }
        return Response(status: status, headers: more, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Waits, with a bound, for something to become true.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<3000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw TestFault("it did not come true: \(what)")
}

/// Runs what blocks away from Swift's own threads: the interface that is tested needs those.
func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
}
