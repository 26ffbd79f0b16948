import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What every request passes, whatever it asks for: the Host must be one of ours, an Origin is refused (no page in a
/// browser has business here), the path and the method must be in the table, the visitor must show who it is and have
/// the role, and a body must be JSON, small, and come in time.
package struct Gate: HTTPResponder {
    package typealias Context = BasicRequestContext

    static let largestBody = 64 << 10
    private static let bodyPatience = Duration.seconds(10)

    let routes: [Route]
    /// In lower case, with their ports.
    let hosts: Set<String>
    /// nil: whoever reaches the socket is the owner.
    let doorkeeper: Doorkeeper?

    package func respond(to request: Request, context: Context) async throws -> Response {
        do throws(Refusal) {
            return try await admit(request)
        } catch {
            var response = Self.response(to: error)
            // What answers HEAD has no body, or the next request's answer would be mistaken for it.
            if request.method == .head { response.body = ResponseBody() }
            return response
        }
    }

    private func admit(_ request: Request) async throws(Refusal) -> Response {
        guard let host = request.head.authority?.lowercased(), hosts.contains(host) else {
            throw Refusal(.misdirectedRequest, "this is not the Host that was asked for: use the address of `listen`")
        }
        guard request.headers[values: .origin].isEmpty else {
            throw Refusal(.forbidden, "requests of web pages (Origin) are refused")
        }
        let (route, values) = try find(request)
        let visitor = try visitor(of: request)
        try Self.check(visitor, values, for: route.audience)
        let body = try await body(of: request, for: route)
        var query: [String: String] = [:]
        for (key, value) in request.uri.queryParameters { query[String(key)] = String(value) }
        return try await route.answer(
            Visit(visitor: visitor, values: values, query: query, headers: request.headers, body: body))
    }

    private func find(_ request: Request) throws(Refusal) -> (Route, [String: String]) {
        var methods: [String] = []
        for route in routes {
            guard let values = route.match(request.uri.path[...]) else { continue }
            if route.method == request.method { return (route, values) }
            methods.append(route.method.rawValue)
        }
        guard methods.isEmpty else {
            var refusal = Refusal(.methodNotAllowed, "\(request.method.rawValue) does nothing here")
            refusal.headers[.allow] = methods.joined(separator: ", ")
            throw refusal
        }
        throw Refusal(.notFound, "there is nothing at this path")
    }

    private func visitor(of request: Request) throws(Refusal) -> Visitor {
        guard let doorkeeper else { return .owner }
        let shown = request.headers[values: .authorization]
        guard shown.count == 1, let header = shown.first, header.lowercased().hasPrefix("bearer "),
            let visitor = doorkeeper.visitor(showing: String(header.dropFirst(7)))
        else { throw .unauthorized }
        return visitor
    }

    private static func check(
        _ visitor: Visitor, _ values: [String: String], for audience: Route.Audience
    ) throws(Refusal) {
        switch (audience, visitor) {
        case (.caller, .caller(let name)) where values["caller"] == name: return
        case (.caller, .owner): return
        case (.operator(let least), .operator(_, let role)) where role >= least: return
        case (.operator, .owner): return
        case (.operator(let least), .operator(_, let role)):
            throw Refusal(.forbidden, "this needs the role \(least.word), the token has \(role.word)")
        case (.caller, .caller), (.caller, .operator), (.operator, .caller):
            throw Refusal(.forbidden, "this token does not open this path")
        }
    }

    private func body(of request: Request, for route: Route) async throws(Refusal) -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.largestBody {
            throw Self.tooLarge
        }
        guard route.method == .post else { return ByteBuffer() }
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        guard type?.trimmingCharacters(in: .whitespaces) == "application/json" else {
            throw Refusal(.unsupportedMediaType, "send JSON, with Content-Type: application/json")
        }
        do {
            return try await within(Self.bodyPatience) { try await request.body.collect(upTo: Self.largestBody) }
        } catch is PatienceExhausted {
            throw Refusal(.requestTimeout, "the body did not arrive in time")
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Self.tooLarge
        } catch {
            throw Refusal(.badRequest, "the body could not be read")
        }
    }

    /// What is left of the body is not read: the connection ends with the answer.
    private static let tooLarge: Refusal = {
        var refusal = Refusal(.contentTooLarge, "the body is larger than 64 KB")
        refusal.headers[.connection] = "close"
        return refusal
    }()

    private static func response(to refusal: Refusal) -> Response {
        var response = Response.json(RefusalDocument(error: refusal.text), status: refusal.status)
        for field in refusal.headers { response.headers[field.name] = field.value }
        return response
    }

    private struct RefusalDocument: Encodable {
        var error: String
    }
}

extension Response {
    /// Sorted keys, and a line's end: `curl` shows it as it is.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {  // Texts, numbers and lists of them always encode.
            preconditionFailure("\(type(of: value)) does not encode")
        }
        var buffer = ByteBuffer(bytes: data)
        buffer.writeString("\n")
        return text(buffer, type: "application/json", status: status)
    }

    static func text(_ buffer: ByteBuffer, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: buffer))
    }
}
