import Foundation
import RecoveryCore

/// What `drtop status --json` prints and `GET /v1/state` answers. Scripts depend on it: fields may be added, never renamed.
package struct StatusDocument: Codable, Sendable {
    package var system: String
    package var environment: String
    package var mode: String
    package var phase: String
    package var overlays: [String]
    package var epoch: Epoch
    /// How old the state is.
    package var ageMs: Int64
    /// The sentence of the second line of every screen.
    package var verdict: String
    package var clusters: [Cluster]
    package var sync: Sync?
    package var alarms: [AlarmLine]
    package var callers: [CallerLine]
    package var plan: PlanLine?
    package var actions: Actions
    package var protectedSince: String?
    package var unprotectedSince: String?
    /// nil: the journal can be written.
    package var journalFault: String?

    package struct Cluster: Codable, Sendable {
        package var name: String
        package var role: String
        package var verdict: String
        package var available: Int
        package var total: Int
        package var since: String
        package var nodes: [NodeLine]
    }

    package struct NodeLine: Codable, Sendable {
        package var name: String
        package var address: String
        package var state: String
        package var latencyUs: Int64?
        package var misses: Int
        package var since: String
        package var error: String?
    }

    package struct Sync: Codable, Sendable {
        package var from: String
        package var to: String
        package var state: String
        package var lagBytes: Int64?
        package var lagSeconds: Double?
        package var pairsInSync: Int
        package var pairs: Int
    }

    package struct AlarmLine: Codable, Sendable {
        package var id: Int
        package var kind: String
        package var cluster: String?
        package var state: String
        package var priority: Int
        package var since: String
        package var occurrence: Int
        package var acknowledgedBy: String?
        package var text: String
    }

    package struct CallerLine: Codable, Sendable {
        package var name: String
        /// The epoch that it should apply.
        package var epoch: Epoch
        package var delivered: Epoch
        package var applied: Epoch
        package var error: String?
    }

    package struct PlanLine: Codable, Sendable {
        package var kind: String
        package var fingerprint: String
        package var target: String
        package var expires: String
    }

    package struct Actions: Codable, Sendable {
        package var failover: Action
        package var switchover: Action
        package var reverseSync: Action
    }

    package struct Action: Codable, Sendable {
        package var possible: Bool
        /// What stands in the way, a sentence each.
        package var why: [String]
    }

    package var json: String {
        guard let data = try? Self.encoder.encode(self) else {  // Texts and finite numbers always encode.
            preconditionFailure("a status does not encode")
        }
        return String(decoding: data, as: UTF8.self)
    }

    package init(json: some DataProtocol) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Self.self, from: Data(json))
    }

    /// A new one each time: it is no value that threads may share.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
