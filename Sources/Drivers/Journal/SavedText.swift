import Engine
import Foundation
import GRDB
import RecoveryCore

/// A text of which only the newest is kept, with the moment that its instants belong to and a hash of its own.
struct SavedText {
    var body: String
    var wall: Double
    var at: Instant

    static func write(_ name: String, _ body: String, _ batch: JournalBatch, _ database: Database) throws {
        let hash = SHA256.hash(Array(body.utf8)).blob
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO saved VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [name, body, batch.wallTime, batch.at.nanoseconds, hash])
    }

    /// - Throws: `StateRefusal` when the text is not the one that was written.
    static func read(_ name: String, _ database: Database) throws -> SavedText? {
        let row = try Row.fetchOne(database, sql: "SELECT * FROM saved WHERE name = ?", arguments: [name])
        guard let row else { return nil }
        let text = SavedText(body: row["body"], wall: row["wall"], at: Instant(nanoseconds: row["instant"]))
        guard SHA256.hash(Array(text.body.utf8)).blob == row["hash"] as Data else {
            throw StateRefusal(description: "the saved \(name) was changed by something else")
        }
        return text
    }

    func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body.utf8))
        } catch {
            throw StateRefusal(description: "the saved \(name) is not understood: \(error)")
        }
    }
}
