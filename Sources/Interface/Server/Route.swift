import HTTPTypes
import Hummingbird

/// One way into the interface. All of them stand in tables (`CallerRoutes.table`, `OperatorRoutes.table`): what holds for
/// every route is done once, in `Gate`, and tested for each line of the tables.
package struct Route: Sendable {
    /// Whom it is for.
    package enum Audience: Hashable, Sendable {
        /// The caller that the path names.
        case caller
        /// Operators, from this role on.
        case `operator`(Permission)
    }

    package var method: HTTPRequest.Method
    /// Segments; `{name}` stands for any one.
    package var path: String
    package var audience: Audience
    let answer: @Sendable (Visit) async throws(Refusal) -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, for audience: Audience,
        answer: @escaping @Sendable (Visit) async throws(Refusal) -> Response
    ) {
        self.method = method
        self.path = path
        self.audience = audience
        self.answer = answer
    }

    /// The values of the path's variables; nil: another path.
    func match(_ path: Substring) -> [String: String]? {
        let pattern = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard pattern.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (wanted, part) in zip(pattern, parts) {
            if wanted.hasPrefix("{") {
                guard let value = part.removingPercentEncoding, !value.isEmpty else { return nil }
                values[String(wanted.dropFirst().dropLast())] = value
            } else if wanted != part {
                return nil
            }
        }
        return values
    }
}

/// A request that has passed the gate.
struct Visit: Sendable {
    var visitor: Visitor
    /// The variables of the path.
    var values: [String: String]
    var query: [String: String]
    var headers: HTTPFields
    var body: ByteBuffer

    var wantsEvents: Bool {
        headers[.accept]?.split(separator: ",").contains {
            $0.split(separator: ";").first?.trimmed == "text/event-stream"
        } ?? false
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// Why a request is not answered as it wishes: the status, and what, why and what to do.
struct Refusal: Error, Sendable {
    var status: HTTPResponse.Status
    var text: String
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ text: String) {
        self.status = status
        self.text = text
    }

    static let unauthorized: Refusal = {
        var refusal = Refusal(.unauthorized, "a token is needed: send it as Authorization: Bearer TOKEN")
        refusal.headers[.wwwAuthenticate] = "Bearer"
        return refusal
    }()
}
