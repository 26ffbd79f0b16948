import GRDB

/// The tables of the state database, and how its version is told.
enum StateSchema {
    /// `PRAGMA user_version`. Any other was written by another drtop and is refused. 1 had no seal over the callers' seal.
    static let version = 2
    /// `PRAGMA application_id`: "drtp".
    static let application = 0x6472_7470

    static let tables = """
        -- Two hash chains over the entries: decisions, and the routine ones that are pruned for themselves.
        -- The anchor is the last entry that was pruned, the head the newest.
        CREATE TABLE chain (
            id INTEGER PRIMARY KEY, anchor_number INTEGER NOT NULL, anchor_hash BLOB NOT NULL,
            head_number INTEGER NOT NULL, head_hash BLOB NOT NULL) STRICT;
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY, chain INTEGER NOT NULL REFERENCES chain(id), kind TEXT NOT NULL,
            wall REAL NOT NULL, instant INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE INDEX entry_by_chain ON entry(chain, number);
        CREATE INDEX entry_by_wall ON entry(wall);
        -- One row each: what survives a restart, with the moment that its instants belong to.
        CREATE TABLE saved (
            name TEXT PRIMARY KEY, body TEXT NOT NULL, wall REAL NOT NULL, instant INTEGER NOT NULL, hash BLOB NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE TABLE caller (name TEXT PRIMARY KEY, applied INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        -- The configuration centre.
        CREATE TABLE term (number INTEGER PRIMARY KEY, holder TEXT NOT NULL, started REAL NOT NULL) STRICT;
        CREATE TABLE epoch (
            number INTEGER PRIMARY KEY, cluster TEXT NOT NULL, issued TEXT NOT NULL, term INTEGER NOT NULL,
            confirmation TEXT, hash BLOB NOT NULL) STRICT;
        CREATE TABLE document (
            epoch INTEGER NOT NULL REFERENCES epoch(number) ON DELETE CASCADE, position INTEGER NOT NULL,
            caller TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (epoch, caller)) STRICT, WITHOUT ROWID;
        CREATE TABLE confirmation (
            fingerprint TEXT NOT NULL, epoch INTEGER NOT NULL, kind TEXT NOT NULL, target INTEGER NOT NULL,
            operator TEXT NOT NULL, term INTEGER NOT NULL, claimed REAL NOT NULL, consumed REAL,
            PRIMARY KEY (fingerprint, epoch)) STRICT, WITHOUT ROWID;
        """

    static func create(_ database: Database) throws {
        try database.execute(sql: tables)
        let empty = [UInt8](repeating: 0, count: 32)
        for chain in JournalChain.allCases {
            try database.execute(
                sql: "INSERT INTO chain VALUES (?, 0, ?, 0, ?)",
                arguments: [chain.rawValue, empty.blob, empty.blob])
        }
        for seal in Seal.allCases { try seal.write(database) }
        try database.execute(sql: "PRAGMA application_id = \(application); PRAGMA user_version = \(version)")
    }

    /// Why this database is not to be used; nil when it may be.
    static func objection(_ database: Database) throws -> String? {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if application != Self.application { return "it is not a database of drtop's" }
        if version > Self.version {
            return "it was written by a newer drtop (schema \(version), this one knows \(Self.version)): run that one"
        }
        if version < Self.version {
            return "it was written by an older drtop (schema \(version), this one knows \(Self.version)): run that one"
        }
        // Before anything asks for a table or a column of it by name.
        guard try described(database) == expected() else { return "it is corrupt: its tables are not those of drtop" }
        let found = try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
        return found == ["ok"] ? nil : "it is corrupt: \(found.joined(separator: ", "))"
    }

    /// The tables and indexes, as SQLite keeps them; quoted, because a changed bit makes a blob of the same text.
    private static func described(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT quote(type) || quote(name) || quote(tbl_name) || quote(sql) FROM sqlite_schema ORDER BY 1")
    }

    private static func expected() throws -> [String] {
        let empty = try DatabaseQueue()
        return try empty.write { database in
            try database.execute(sql: tables)
            return try described(database)
        }
    }
}
