import Foundation
import RecoveryCore

/// The document that callers read, as the contract gives it: the same bytes in the centre, in files and over the
/// network.
package struct ConfigurationDocument: Hashable, Codable, Sendable {
    package var system: String
    package var caller: String
    package var epoch: Epoch
    package var cluster: String
    /// When the epoch was published: ISO 8601 in UTC.
    package var issued: String
    package var endpoints: [ConfigurationInformation.Endpoint]
    package var fingerprint: String

    package init(_ information: ConfigurationInformation, issued: String) {
        system = information.system
        caller = information.caller
        epoch = information.epoch
        cluster = information.cluster
        endpoints = information.endpoints
        fingerprint = information.fingerprint
        self.issued = issued
    }

    package var information: ConfigurationInformation {
        ConfigurationInformation(
            system: system, caller: caller, epoch: epoch, cluster: cluster, endpoints: endpoints)
    }

    /// One line, sorted keys: the same document has the same bytes.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {  // Texts and a whole number always encode.
            preconditionFailure("a document does not encode")
        }
        return String(decoding: data, as: UTF8.self)
    }

    package init(json: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    }

    /// Lines for `eval` and for environment files: every value in single quotes, which no shell looks into.
    ///
    /// A service of several nodes has its addresses separated by commas, in their order.
    package var environmentLines: [String] {
        var lines = [
            "DRTOP_SYSTEM=\(quoted(system))", "DRTOP_CALLER=\(quoted(caller))", "DRTOP_EPOCH=\(epoch)",
            "DRTOP_CLUSTER=\(quoted(cluster))", "DRTOP_ISSUED=\(quoted(issued))",
            "DRTOP_FINGERPRINT=\(quoted(fingerprint))",
        ]
        var services: [String] = []
        for endpoint in endpoints where !services.contains(endpoint.service) { services.append(endpoint.service) }
        for service in services {
            let parts = endpoints.filter { $0.service == service }
            let name = "DRTOP_\(SettingsReader.variable(service))"
            lines.append("\(name)_ADDRESS=\(quoted(parts.map(\.address).joined(separator: ",")))")
            lines.append("\(name)_NODE=\(quoted(parts.map(\.node).joined(separator: ",")))")
            lines.append("\(name)_INTERFACE=\(quoted(parts[0].interface))")
        }
        return lines
    }

    private func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "'\\''"))'"
    }
}
