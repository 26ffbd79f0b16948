import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL
import RecoveryCore

/// A caller's own side of the interface: follows its configuration information, and says what it uses.
package struct CallerClient: Sendable {
    private let connections: Connections
    private let place: String
    private let token: String

    /// - Parameters:
    ///   - address: where the interface listens: `http://127.0.0.1:7420`.
    ///   - authority: a PEM file of who signed the interface's certificate; nil: the system's.
    package init(address: String, system: String, caller: String, token: String, authority: String? = nil) throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        // The stream speaks every 15 s, also when there is nothing new.
        configuration.timeout.read = .seconds(45)
        configuration.connectionPool.retryConnectionEstablishment = false
        if let authority {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authority))
            configuration.tlsConfiguration = tls
        }
        connections = Connections(configuration)
        place = "\(address)/v1/systems/\(system)/callers/\(caller)"
        self.token = token
    }

    /// Documents, the current one first; it ends with a `ClientFault` when the connection does.
    package func documents() -> AsyncThrowingStream<String, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                do {
                    var request = request("configuration")
                    request.headers.add(name: "Accept", value: "text/event-stream")
                    let response = try await connections.client.execute(request, deadline: .distantFuture)
                    guard response.status == .ok else {
                        throw ClientFault.refused("\(place) answers \(response.status.code)")
                    }
                    var lines = EventLines()
                    for try await piece in response.body {
                        for event in lines.take(piece) { continuation.yield(String(decoding: event, as: UTF8.self)) }
                    }
                    continuation.finish(throwing: ClientFault.gone)
                } catch let fault as ClientFault {
                    continuation.finish(throwing: fault)
                } catch {
                    continuation.finish(throwing: ClientFault.failed("\(place): \(WebClient.words(error))"))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private struct Word: Encodable {
        var epoch: Epoch
        var fingerprint: String
    }

    package func applied(_ epoch: Epoch, fingerprint: String) async throws(ClientFault) {
        do {
            var request = request("applied")
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(
                ByteBuffer(bytes: try JSONEncoder().encode(Word(epoch: epoch, fingerprint: fingerprint))))
            let response = try await connections.client.execute(request, timeout: .seconds(10))
            guard response.status == .ok else { throw ClientFault.refused("\(place) answers \(response.status.code)") }
        } catch let fault as ClientFault {
            throw fault
        } catch {
            throw .failed("\(place): \(WebClient.words(error))")
        }
    }

    private func request(_ name: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(place)/\(name)")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        return request
    }
}
