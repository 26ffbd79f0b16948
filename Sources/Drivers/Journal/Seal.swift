import Foundation
import GRDB

/// A hash over the small tables, for which there is no chain: what was claimed, published and applied, by whom, and the
/// moments that the saved texts belong to. Written in the transaction that changes them, so that a changed byte is found at
/// the next start (I22).
enum Seal: String, CaseIterable {
    /// For itself: a system may have 10,000 callers, and most transactions touch none of them.
    case callers = "seal-of-callers"
    /// Over the other one, too, and so the last.
    case state = "seal"

    private var questions: [String] {
        switch self {
        case .state:
            [
                "SELECT * FROM chain ORDER BY id",
                "SELECT name, wall, instant, hash FROM saved WHERE name <> 'seal' ORDER BY name",
                "SELECT * FROM term ORDER BY number DESC LIMIT 1", "SELECT * FROM epoch ORDER BY number",
                "SELECT * FROM confirmation ORDER BY epoch, fingerprint",
            ]
        case .callers: ["SELECT * FROM caller ORDER BY name"]
        }
    }

    /// Inside the transaction, when everything else of it is written.
    func write(_ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO saved VALUES (?, '', 0, 0, ?)")
            .execute(arguments: [rawValue, try hash(database).blob])
    }

    /// - Returns: what is wrong. A database has its seals from the first moment on: one that is missing is gone.
    func fault(_ database: Database) throws -> String? {
        let kept = try Row.fetchOne(
            database, sql: "SELECT hash FROM saved WHERE name = ? AND body = '' AND wall = 0 AND instant = 0",
            arguments: [rawValue])
        if let kept, try hash(database).blob == kept["hash"] as Data { return nil }
        return switch self {
        case .state: "epochs, confirmations or moments were changed by something else"
        case .callers: "what the callers have applied was changed by something else"
        }
    }

    static func firstFault(_ database: Database) throws -> String? {
        for seal in allCases {
            if let fault = try seal.fault(database) { return fault }
        }
        return nil
    }

    private func hash(_ database: Database) throws -> [UInt8] {
        var hash = SHA256()
        for question in questions {
            let rows = try Row.fetchCursor(database.cachedStatement(sql: question))
            while let row = try rows.next() {
                for value in row.databaseValues { Self.add(value, to: &hash) }
                hash.add(CollectionOfOne(0xff))
            }
            hash.add(CollectionOfOne(0xfe))
        }
        return hash.finish()
    }

    /// The kind of each value and its length go in too: no two different rows look the same.
    private static func add(_ value: DatabaseValue, to hash: inout SHA256) {
        func add(_ kind: UInt8, _ bytes: some Collection<UInt8>) {
            hash.add(CollectionOfOne(kind))
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.add($0) }
            hash.add(bytes)
        }
        switch value.storage {
        case .null: add(0, [])
        case .int64(let number): withUnsafeBytes(of: number.bigEndian) { add(1, $0) }
        case .double(let number): withUnsafeBytes(of: number.bitPattern.bigEndian) { add(2, $0) }
        case .string(let text): add(3, Array(text.utf8))
        case .blob(let data): add(4, data)
        }
    }
}
