import AsyncHTTPClient

/// A client's connections: closed when nobody needs them any more.
final class Connections: Sendable {
    let client: HTTPClient

    init(_ configuration: HTTPClient.Configuration) {
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    // What cannot be closed ends with the process.
    deinit { client.shutdown { _ in } }
}
