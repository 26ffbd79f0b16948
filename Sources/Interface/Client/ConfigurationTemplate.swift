import Foundation
import Mustache

/// A caller's own settings, written as a Mustache template over its configuration information. It finds `system`, `caller`,
/// `epoch`, `cluster`, `issued`, the list `endpoints` (`service`, `interface`, `node`, `address`, `host`, `port`, `last`), and
/// by the name of each service its first endpoint: `{{services.orders.host}}`.
package struct ConfigurationTemplate: Sendable {
    private let template: MustacheTemplate

    package struct Fault: Error, Sendable, CustomStringConvertible {
        package var description: String
    }

    package init(_ text: String) throws(Fault) {
        do {
            template = try MustacheTemplate(string: text)
        } catch {
            throw Fault(description: "the template cannot be read: \(error)")
        }
    }

    /// - Parameter document: the JSON that the interface gives.
    package func render(_ document: String) throws(Fault) -> String {
        let parsed: Document
        do {
            parsed = try JSONDecoder().decode(Document.self, from: Data(document.utf8))
        } catch {
            throw Fault(description: "the document is not understood: \(error)")
        }
        var services: [String: [String: Any]] = [:]
        var endpoints: [[String: Any]] = []
        for (index, endpoint) in parsed.endpoints.enumerated() {
            let colon = endpoint.address.lastIndex(of: ":") ?? endpoint.address.endIndex
            let values: [String: Any] = [
                "service": endpoint.service, "interface": endpoint.interface, "node": endpoint.node,
                "address": endpoint.address,
                "host": endpoint.address[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]")),
                "port": String(endpoint.address[colon...].dropFirst()), "last": index == parsed.endpoints.count - 1,
            ]
            endpoints.append(values)
            if services[endpoint.service] == nil { services[endpoint.service] = values }
        }
        let values: [String: Any] = [
            "system": parsed.system, "caller": parsed.caller, "epoch": parsed.epoch, "cluster": parsed.cluster,
            "issued": parsed.issued, "endpoints": endpoints, "services": services,
        ]
        return template.render(values)
    }

    private struct Document: Decodable {
        struct Endpoint: Decodable {
            var service: String
            var interface: String
            var node: String
            var address: String
        }

        var system: String
        var caller: String
        var epoch: UInt64
        var cluster: String
        var issued: String
        var endpoints: [Endpoint]
    }
}
