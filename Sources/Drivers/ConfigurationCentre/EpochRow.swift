import Foundation
import GRDB
import RecoveryCore

/// A published epoch as the centre keeps it.
struct EpochRow {
    var number: Epoch
    var cluster: String
    var issued: String
    var term: Int64
    /// The fingerprint of the confirmation that it consumed.
    var confirmation: String?
    /// Over the documents, in their order.
    var hash: [UInt8]

    /// How many epochs keep their documents and their row; the newest is never deleted (I17).
    static let kept: Epoch = 20

    static func newest(_ database: Database) throws -> EpochRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM epoch ORDER BY number DESC LIMIT 1").map(EpochRow.init)
    }

    private init(_ row: Row) {
        self.init(
            number: Epoch(row["number"] as Int64), cluster: row["cluster"], issued: row["issued"], term: row["term"],
            confirmation: row["confirmation"], hash: [UInt8](row["hash"] as Data))
    }

    init(number: Epoch, cluster: String, issued: String, term: Int64, confirmation: String?, hash: [UInt8]) {
        (self.number, self.cluster, self.issued, self.term) = (number, cluster, issued, term)
        (self.confirmation, self.hash) = (confirmation, hash)
    }

    /// What is wrong with the documents of any epoch that is kept; nil when nothing is.
    static func firstFault(_ database: Database) throws -> String? {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM epoch ORDER BY number") {
            do {
                _ = try EpochRow(row).documents(database)
            } catch let refusal as StateRefusal {
                return refusal.description
            }
        }
        let strays =
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM document WHERE epoch NOT IN (SELECT number FROM epoch)") ?? 0
        return strays == 0 ? nil : "\(strays) documents belong to no epoch"
    }

    /// - Throws: `StateRefusal` when they are not those that were published.
    func documents(_ database: Database) throws -> [ConfigurationDocument] {
        let rows = try Row.fetchAll(
            database, sql: "SELECT position, caller, body FROM document WHERE epoch = ? ORDER BY position",
            arguments: [Int64(number)])
        let changed = StateRefusal(description: "the documents of epoch \(number) were changed by something else")
        guard Self.hash(rows.map { $0["body"] as String }) == hash,
            rows.map({ $0["position"] as Int }) == Array(rows.indices)
        else { throw changed }
        do {
            return try rows.map { row in
                let document = try ConfigurationDocument(json: row["body"])
                guard document.caller == row["caller"] as String else { throw changed }
                return document
            }
        } catch let refusal as StateRefusal {
            throw refusal
        } catch {
            throw StateRefusal(description: "a document of epoch \(number) is not understood: \(error)")
        }
    }

    /// - Parameter documents: each with its caller, as `ConfigurationDocument.json` gives it.
    func insert(_ documents: [(caller: String, body: String)], _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO epoch VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [Int64(number), cluster, issued, term, confirmation, hash.blob])
        let statement = try database.cachedStatement(sql: "INSERT INTO document VALUES (?, ?, ?, ?)")
        for (position, document) in documents.enumerated() {
            try statement.execute(arguments: [Int64(number), position, document.caller, document.body])
        }
        if number > Self.kept {
            let oldest = Int64(number - Self.kept)
            try database.execute(sql: "DELETE FROM epoch WHERE number <= ?", arguments: [oldest])
            try database.execute(sql: "DELETE FROM confirmation WHERE epoch <= ?", arguments: [oldest])
        }
    }

    static func hash(_ bodies: [String]) -> [UInt8] {
        var hash = SHA256()
        for body in bodies {
            hash.add(body.utf8)
            hash.add(CollectionOfOne(10))
        }
        return hash.finish()
    }
}
