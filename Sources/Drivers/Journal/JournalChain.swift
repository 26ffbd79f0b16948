import Foundation
import GRDB
import RecoveryCore

/// The hash chains over the journal's entries: each entry's hash covers the one before it in its chain, so that a
/// changed, missing or moved entry is found. Routine entries have a chain of their own: they are pruned without
/// touching the decisions.
enum JournalChain: Int, CaseIterable {
    case decisions = 0
    case routine = 1

    /// One row as it is stored: what the hash is over.
    struct Row {
        var number: Int64
        var kind: String
        var wall: Double
        var instant: Int64
        var body: String

        init(number: Int64, kind: String, wall: Double, instant: Int64, body: String) {
            self.number = number
            self.kind = kind
            self.wall = wall
            self.instant = instant
            self.body = body
        }

        init(_ row: GRDB.Row) {
            self.init(
                number: row["number"], kind: row["kind"], wall: row["wall"], instant: row["instant"], body: row["body"])
        }

        func hash(after previous: [UInt8]) -> [UInt8] {
            var hash = SHA256()
            hash.add(previous)
            for word in [UInt64(bitPattern: number), wall.bitPattern, UInt64(bitPattern: instant)] {
                withUnsafeBytes(of: word.bigEndian) { hash.add($0) }
            }
            hash.add(kind.utf8)
            hash.add(CollectionOfOne(0))
            hash.add(body.utf8)
            return hash.finish()
        }
    }

    /// Where a chain begins and ends.
    struct Ends {
        var anchorNumber: Int64
        var anchorHash: [UInt8]
        var headNumber: Int64
        var headHash: [UInt8]
    }

    func ends(_ database: Database) throws -> Ends {
        guard let row = try GRDB.Row.fetchOne(database, sql: "SELECT * FROM chain WHERE id = ?", arguments: [rawValue])
        else { throw StateRefusal(description: "the chain \(self) has no ends") }
        return Ends(
            anchorNumber: row["anchor_number"], anchorHash: [UInt8](row["anchor_hash"] as Data),
            headNumber: row["head_number"], headHash: [UInt8](row["head_hash"] as Data))
    }

    /// Recomputes the hashes of the newest entries.
    ///
    /// - Parameter limit: how many, at least; nil: all from the anchor.
    /// - Returns: how many were recomputed, and the first fault.
    func verify(_ database: Database, newest limit: Int? = nil) throws -> (entries: Int, fault: String?) {
        let ends = try ends(database)
        var previous = ends.anchorHash
        var last = ends.anchorNumber
        if let limit,
            let row = try GRDB.Row.fetchOne(
                database, sql: "SELECT number, hash FROM entry WHERE chain = ? ORDER BY number DESC LIMIT 1 OFFSET ?",
                arguments: [rawValue, limit])
        {
            previous = [UInt8](row["hash"] as Data)
            last = row["number"]
        }
        var entries = 0
        let rows = try GRDB.Row.fetchCursor(
            database, sql: "SELECT * FROM entry WHERE chain = ? AND number > ? ORDER BY number",
            arguments: [rawValue, last])
        while let row = try rows.next() {
            let entry = Row(row)
            previous = entry.hash(after: previous)
            guard previous == [UInt8](row["hash"] as Data) else {
                return (entries, "entry \(entry.number) does not follow from the one before it (\(last))")
            }
            last = entry.number
            entries += 1
        }
        guard last == ends.headNumber, previous == ends.headHash else {
            return (entries, "the newest entry is \(last), but \(ends.headNumber) was written")
        }
        return (entries, nil)
    }
}

extension JournalEntry {
    /// The name of the case: what `drtop log` filters by.
    package var kind: String {
        switch self {
        case .started: "started"
        case .stopped: "stopped"
        case .phaseChanged: "phaseChanged"
        case .verdictChanged: "verdictChanged"
        case .nodesChanged: "nodesChanged"
        case .alarmChanged: "alarmChanged"
        case .commanded: "commanded"
        case .intended: "intended"
        case .ended: "ended"
        case .planned: "planned"
        case .claimed: "claimed"
        case .published: "published"
        case .applied: "applied"
        case .rolesChanged: "rolesChanged"
        case .noted: "noted"
        case .sampled: "sampled"
        }
    }

    var isApplied: Bool {
        if case .applied = self { true } else { false }
    }

    var chain: JournalChain {
        switch self {
        case .sampled, .nodesChanged: .routine
        case .started, .stopped, .phaseChanged, .verdictChanged, .alarmChanged, .commanded, .intended, .ended, .planned,
            .claimed, .published, .applied, .rolesChanged, .noted:
            .decisions
        }
    }
}
