import Foundation
import GRDB
import RecoveryCore

/// How much of the journal is kept. Each chain is cut at its old end only, and the hash at the cut is kept, so that the
/// rest stays verifiable.
package struct JournalRetention: Hashable, Sendable {
    /// In each chain.
    package var entries: Int
    package var age: Duration

    package init(entries: Int = 100_000, age: Duration = .seconds(90 * 86_400)) {
        precondition(entries > 0, "a journal keeps at least one entry, not \(entries)")
        self.entries = entries
        self.age = age
    }

    /// A commit prunes when the number of its last entry passes a multiple of this.
    static let spacing: Int64 = 256
    /// No commit waits for more deletions than these.
    private static let mostAtOnce = 2000

    func prune(_ database: Database, now wallTime: Double) throws {
        for chain in JournalChain.allCases { try prune(chain, database, now: wallTime) }
    }

    private func prune(_ chain: JournalChain, _ database: Database, now wallTime: Double) throws {
        // The first entry to stay: by count, or by age where the wall clock has not run backwards; never past the head.
        let byCount = try Int64.fetchOne(
            database, sql: "SELECT number FROM entry WHERE chain = ? ORDER BY number DESC LIMIT 1 OFFSET ?",
            arguments: [chain.rawValue, entries - 1])
        let byAge = try Int64.fetchOne(
            database, sql: "SELECT number FROM entry WHERE chain = ? AND wall >= ? ORDER BY number LIMIT 1",
            arguments: [chain.rawValue, wallTime - age.seconds])
        let ends = try chain.ends(database)
        let atMost = try Int64.fetchOne(
            database, sql: "SELECT number FROM entry WHERE chain = ? ORDER BY number LIMIT 1 OFFSET ?",
            arguments: [chain.rawValue, Self.mostAtOnce])
        let stays = min(max(byCount ?? 0, byAge ?? ends.headNumber), ends.headNumber, atMost ?? .max)
        let cut = try GRDB.Row.fetchOne(
            database, sql: "SELECT number, hash FROM entry WHERE chain = ? AND number < ? ORDER BY number DESC LIMIT 1",
            arguments: [chain.rawValue, stays])
        guard let cut else { return }
        let number: Int64 = cut["number"]
        let hash: Data = cut["hash"]
        try database.execute(
            sql: "DELETE FROM entry WHERE chain = ? AND number <= ?", arguments: [chain.rawValue, number])
        try database.execute(
            sql: "UPDATE chain SET anchor_number = ?, anchor_hash = ? WHERE id = ?",
            arguments: [number, hash, chain.rawValue])
    }
}
