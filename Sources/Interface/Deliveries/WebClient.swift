import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What drtop asks of servers that the settings name: no redirects, so that nobody else is ever asked; answers of a
/// bounded size; a deadline for each.
package struct WebClient: Sendable {
    struct Answer: Sendable {
        var status: HTTPResponseStatus
        var body: ByteBuffer

        var isGood: Bool { (200..<300).contains(status.code) }
        /// For a person: the status, and how the body begins.
        var words: String {
            let text = String(decoding: body.readableBytesView.prefix(120), as: UTF8.self)
            let plain = String(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
            return "answers \(status.code)" + (plain.isEmpty ? "" : ": \(plain)")
        }
    }

    struct Trouble: Error, Sendable {
        var text: String
    }

    private static let largestAnswer = 1 << 20
    private let connections: Connections
    private let deadline: TimeAmount

    /// - Parameter deadline: for each request, the answer included.
    package init(deadline: Duration = .seconds(10)) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        connections = Connections(configuration)
        self.deadline = TimeAmount(deadline)
    }

    func post(_ url: String, _ body: String, headers: [(String, String)] = []) async throws(Trouble) -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: body))
        do {
            let response = try await connections.client.execute(request, timeout: deadline)
            let body = try await response.body.collect(upTo: Self.largestAnswer)
            return Answer(status: response.status, body: body)
        } catch {
            throw Trouble(text: Self.words(error))
        }
    }

    static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: "no answer in time"
        case let error as HTTPClientError where error == .connectTimeout: "cannot be reached in time"
        case let error as HTTPClientError: "\(error.shortDescription)"
        case let error as IOError: IOError.words(of: error)
        case is NIOTooManyBytesError: "its answer is too large"
        default: "\(error)"
        }
    }
}

extension IOError {
    static func words(of error: IOError) -> String {
        let text = "\(error)"
        if text.contains("refused") { return "connection refused" }
        return text
    }
}
