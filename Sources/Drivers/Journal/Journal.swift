import Engine
import Foundation
import GRDB
import RecoveryCore
import Synchronization

/// The journal of one system: entries, and the state that they lead to, in one transaction a batch.
package final class Journal: JournalPort {
    let database: StateDatabase
    private let retention: JournalRetention
    /// The topology that is on disk: 10,000 names need not be written with every state.
    private let savedTopology = Mutex<DurableState.Topology?>(nil)

    package init(_ database: StateDatabase, retention: JournalRetention = JournalRetention()) {
        self.database = database
        self.retention = retention
    }

    /// - Throws: nothing of the batch is kept; the next batch tries anew, so that a disk that has room again is
    /// noticed.
    package func commit(_ batch: JournalBatch) throws(JournalFault) {
        let entries = batch.entries.map { (entry: $0, body: Self.json($0)) }
        let topology = batch.state?.topology
        let isNewTopology = savedTopology.withLock { topology != nil && $0 != topology }
        let state = batch.state.map { state in
            var slim = state
            slim.topology.clusters = []
            slim.topology.nodes = []
            return Self.json(slim)
        }
        try database.write { database in
            var number = try Self.lastNumber(database)
            let before = number
            for (entry, body) in entries {
                number += 1
                try Self.append(entry, body, number, batch, database)
            }
            if let state { try SavedText.write("state", state, batch, database) }
            if entries.contains(where: \.entry.isApplied) { try Seal.callers.write(database) }
            if isNewTopology, let topology { try SavedText.write("topology", Self.json(topology), batch, database) }
            if before / JournalRetention.spacing != number / JournalRetention.spacing {
                try retention.prune(database, now: batch.wallTime)
            }
        }
        if isNewTopology { savedTopology.withLock { $0 = topology } }
    }

    /// Every chain from its anchor to its newest entry, and everything else that can be checked.
    ///
    /// - Returns: what is wrong; nil when all is intact.
    package func verifyChain() throws(JournalFault) -> String? {
        try database.read { database in
            for chain in JournalChain.allCases {
                if let fault = try chain.verify(database).fault { return fault }
            }
            return try Seal.firstFault(database) ?? EpochRow.firstFault(database)
        }
    }

    /// Of all entries ever: numbers are never used again.
    private static func lastNumber(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(head_number) FROM chain") ?? 0
    }

    private static func append(
        _ entry: JournalEntry, _ body: String, _ number: Int64, _ batch: JournalBatch, _ database: Database
    ) throws {
        let chain = entry.chain
        let row = JournalChain.Row(
            number: number, kind: entry.kind, wall: batch.wallTime, instant: batch.at.nanoseconds, body: body)
        let hash = row.hash(after: try chain.ends(database).headHash).blob
        try database.cachedStatement(sql: "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [number, chain.rawValue, row.kind, row.wall, row.instant, body, hash])
        try database.cachedStatement(sql: "UPDATE chain SET head_number = ?, head_hash = ? WHERE id = ?")
            .execute(arguments: [number, hash, chain.rawValue])
        if case .applied(let caller, let epoch) = entry {
            try database.cachedStatement(
                sql: """
                    INSERT INTO caller VALUES (?, ?)
                    ON CONFLICT DO UPDATE SET applied = max(applied, excluded.applied)
                    """
            ).execute(arguments: [caller, Int64(clamping: epoch)])
        }
    }

    /// Sorted keys: the same value has the same bytes.
    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            // Only a number that is not one does not encode, and the core computes with integers and durations.
            preconditionFailure("\(type(of: value)) does not encode: \(error)")
        }
    }
}
