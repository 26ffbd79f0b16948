import Foundation
import RecoveryCore

/// An action of level 3 as `GET /v1/plan/KIND` answers it and `--dry-run` prints it: the plan, its evidence, and every
/// condition, met or not.
package struct PlanDocument: Codable, Sendable {
    package var kind: String
    package var possible: Bool
    package var fingerprint: String?
    package var from: String?
    /// What has to be typed.
    package var target: String?
    package var expires: String?
    package var epoch: Epoch
    /// nil: UNKNOWN.
    package var lossBytes: Int64?
    package var rows: [Row]
    package var conditions: [ConditionLine]
    package var changes: [Change]

    package struct Row: Codable, Sendable {
        package var label: String
        package var lines: [String]
    }

    package struct ConditionLine: Codable, Sendable {
        package var name: String
        package var met: Bool
        package var value: String
        package var limit: String
        package var remedy: String
    }

    package struct Change: Codable, Sendable {
        package var caller: String
        package var service: String
        package var before: String?
        package var after: String?
        package var omitted: String?
    }

    package init(_ kind: RoleChangeKind, in snapshot: Snapshot) {
        let settings = snapshot.settings
        let offer = snapshot.offer(kind)
        let clock = WallClock(snapshot)
        self.kind = kind.name
        possible = offer?.isPossible ?? false
        fingerprint = offer?.plan?.fingerprint
        from = offer?.plan.map { settings.name(of: $0.from) }
        target = offer?.plan.map { settings.name(of: $0.target) }
        expires = offer?.plan.map { clock.text($0.expires) }
        epoch = snapshot.epoch
        lossBytes = offer?.plan?.loss
        rows = offer?.rows.map { Row(label: $0.label.rawValue, lines: $0.lines) } ?? []
        conditions =
            offer?.conditions.map {
                ConditionLine(name: $0.name, met: $0.isMet, value: $0.value, limit: $0.limit, remedy: $0.remedy)
            } ?? []
        changes =
            offer?.plan?.changes.map {
                Change(
                    caller: settings.caller($0.caller).name, service: $0.service, before: $0.before?.address,
                    after: $0.after?.address, omitted: $0.omitted)
            } ?? []
    }

    package init(json: some DataProtocol) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Self.self, from: Data(json))
    }

    package var json: String {
        guard let data = try? StatusDocument.encoder.encode(self) else {  // Texts and numbers always encode.
            preconditionFailure("a plan does not encode")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// For people: the rows, then what stands in the way.
    package var text: String {
        var lines: [String] = []
        if let fingerprint, let from, let target {
            lines.append("\(kind): \(from) -> \(target)   plan \(fingerprint)   expires \(expires ?? "")")
        } else {
            lines.append("\(kind): there is no plan")
        }
        for row in rows {
            for (index, line) in row.lines.enumerated() {
                lines.append((index == 0 ? row.label : "").padding(toLength: 7, withPad: " ", startingAt: 0) + line)
            }
        }
        for condition in conditions where !condition.met {
            let remedy = condition.remedy.isEmpty ? "" : "; \(condition.remedy)"
            lines.append("NOT NOW: \(condition.name): \(condition.value), must be \(condition.limit)\(remedy)")
        }
        if possible, let fingerprint, let target {
            lines.append("to act: drtop \(kind) --plan \(fingerprint) --type \(target)")
        }
        return lines.joined(separator: "\n")
    }
}
