import Foundation
import GRDB
import RecoveryCore

/// A confirmation as the centre keeps it: claimed once, consumed at most once (I5).
///
/// ```
/// (none) -- claim --> claimed -- publish, same transaction --> consumed
/// ```
/// A reverse sync publishes nothing: its confirmation stays claimed, and is as used up as a consumed one.
struct ConfirmationRow {
    var `operator`: String
    var term: Int64
    var claimed: Double
    var consumed: Double?

    static func find(_ confirmation: Confirmation, _ database: Database) throws -> ConfirmationRow? {
        let row = try Row.fetchOne(
            database, sql: "SELECT * FROM confirmation WHERE fingerprint = ? AND epoch = ?",
            arguments: [confirmation.fingerprint, Int64(confirmation.epoch)])
        return row.map {
            ConfirmationRow(
                operator: $0["operator"], term: $0["term"], claimed: $0["claimed"], consumed: $0["consumed"])
        }
    }

    static func insert(_ confirmation: Confirmation, term: Int64, now: Double, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO confirmation VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            arguments: [
                confirmation.fingerprint, Int64(confirmation.epoch), confirmation.kind.rawValue,
                confirmation.target.index, confirmation.operator, term, now,
            ])
    }

    /// - Throws: `Refusal` when it is not there, is consumed already, or was given for another epoch or target.
    static func consume(
        _ confirmation: Confirmation, before epoch: Epoch, now: Double, _ database: Database
    ) throws {
        guard confirmation.epoch + 1 == epoch else {
            throw Refusal("the confirmation is for epoch \(confirmation.epoch), not for the one before \(epoch)")
        }
        guard let row = try find(confirmation, database) else {
            throw Refusal("the confirmation \(confirmation.fingerprint) was never claimed")
        }
        guard row.consumed == nil else { throw Refusal(row.taken) }
        try database.execute(
            sql: """
                UPDATE confirmation SET consumed = ?
                WHERE fingerprint = ? AND epoch = ? AND kind = ? AND target = ? AND consumed IS NULL
                """,
            arguments: [
                now, confirmation.fingerprint, Int64(confirmation.epoch), confirmation.kind.rawValue,
                confirmation.target.index,
            ])
        guard database.changesCount == 1 else {
            throw Refusal("the confirmation \(confirmation.fingerprint) was claimed for another change")
        }
    }

    /// Why it is of no use any more.
    var taken: String {
        let when = utcText(consumed ?? claimed)
        return "the confirmation was \(consumed == nil ? "claimed" : "consumed") before, by \(self.operator) at \(when)"
    }
}
