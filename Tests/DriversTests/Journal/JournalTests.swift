import Engine
import Foundation
import GRDB
import RecoveryCore
import Testing

@testable import Drivers

@Suite struct JournalTests {
    @Test("SHA-256 gives the digests of FIPS 180-4's examples")
    func digest() {
        func hex(_ text: String) -> String {
            SHA256.hash(Array(text.utf8)).map { String(format: "%02x", $0) }.joined()
        }
        #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            hex(String(repeating: "a", count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("A first start restores nothing")
    func first() throws {
        let fixture = try StateFixture()
        let restored = try fixture.journal().restore(now: .origin, wallTime: 0)
        #expect(restored.durable == nil && restored.published.isEmpty && restored.applied.isEmpty)
    }

    @Test("A restart restores the newest state, moved to the new clock by the wall time that passed (I11, I13)")
    func restart() throws {
        let fixture = try StateFixture()
        var state = try StateFixture.state(epoch: 3)
        state.lastRoleChange = StateFixture.seconds(40)
        try fixture.journal().commit(StateFixture.batch([.noted("a"), .applied(caller: "x", epoch: 7)], state))
        state.unprotectedSince = StateFixture.seconds(60)
        try fixture.journal().commit(
            StateFixture.batch([.applied(caller: "x", epoch: 6)], state, at: 110, wallTime: 1_700_000_010))
        // 30 s later by the wall, on a clock that has just begun.
        let restored = try fixture.journal().restore(now: StateFixture.seconds(1), wallTime: 1_700_000_040)
        var expected = state
        expected.lastRoleChange = StateFixture.seconds(40 - 139)
        expected.unprotectedSince = StateFixture.seconds(60 - 139)
        #expect(restored.durable == expected)
        #expect(restored.applied == [Restored.CallerProgress(caller: "x", epoch: 7)])
        // A wall clock that was set back brings nothing into the future.
        let back = try fixture.journal().restore(now: StateFixture.seconds(1), wallTime: 5)
        #expect(back.durable?.unprotectedSince == StateFixture.seconds(60 - 109))
    }

    @Test("What was committed is there for another connection at once, while the engine writes (I10)")
    func reading() throws {
        let fixture = try StateFixture()
        let journal = try fixture.journal()
        let reader = try JournalReader(in: fixture.folder)
        try journal.commit(StateFixture.batch([.noted("one"), .sampled(available: [3], total: [3], lagBytes: nil)]))
        try journal.commit(StateFixture.batch([.noted("two")], wallTime: 1_700_000_100))
        #expect(
            try reader.entries().map(\.entry) == [
                .noted("one"), .sampled(available: [3], total: [3], lagBytes: nil), .noted("two"),
            ])
        #expect(try reader.entries(since: 1_700_000_050).map(\.number) == [3])
        #expect(try reader.entries(after: 1, limit: 1).map(\.kind) == ["sampled"])
        #expect(try reader.newest(2).map(\.number) == [2, 3])
        #expect(try reader.verifyChain() == (3, nil))
    }

    @Test("An ended engine's journal is read too, and a missing one is explained")
    func readingAfter() throws {
        let fixture = try StateFixture()
        #expect { try JournalReader(in: fixture.folder) } throws: { "\($0)".contains("no engine has run there") }
        try fixture.journal().commit(StateFixture.batch([.noted("one")]))
        #expect(try JournalReader(in: fixture.folder).newest(9).count == 1)
    }

    @Test(
        "A changed, removed, moved or cut-off entry is found, refused and kept (I22)",
        arguments: [
            "UPDATE entry SET body = replace(body, 'n4', 'n6') WHERE number = 5",
            "UPDATE entry SET wall = wall + 1 WHERE number = 5",
            "UPDATE entry SET kind = 'stopped' WHERE number = 1",
            "UPDATE entry SET hash = zeroblob(32) WHERE number = 5",
            "DELETE FROM entry WHERE number = 5", "DELETE FROM entry WHERE number = 9",
            "UPDATE entry SET number = 20 WHERE number = 9",
            "UPDATE saved SET body = replace(body, 'confirm', 'observe') WHERE name = 'state'",
            "DELETE FROM saved WHERE name = 'topology'", "DELETE FROM saved WHERE name = 'seal'",
            "UPDATE saved SET name = 'sdal' WHERE name = 'seal'", "UPDATE saved SET instant = 1 WHERE name = 'seal'",
            "UPDATE saved SET name = 'seal-od-callers' WHERE name = 'seal-of-callers'",
            "UPDATE saved SET instant = 1 WHERE name = 'seal-of-callers'",
            "UPDATE caller SET applied = 7", "DELETE FROM caller",
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET type = CAST(type AS BLOB) WHERE name = 'caller' AND type = 'table'
            """,
        ])
    func tampered(_ sql: String) throws {
        let fixture = try StateFixture()
        do {
            let database = try fixture.open()
            let journal = Journal(database)
            let applied = JournalEntry.applied(caller: "checkout", epoch: 1)
            try journal.commit(
                StateFixture.batch((0..<9).map { .noted("n\($0)") } + [applied], StateFixture.state()))
            #expect(try journal.verifyChain() == nil)
            try database.tamper(sql)
            if sql.contains(" entry ") { #expect(try journal.verifyChain() != nil) }
        }
        #expect { try fixture.journal().restore(now: .origin, wallTime: 0) } throws: {
            "\($0)".contains("is refused") && "\($0)".contains("it is kept as it is")
        }
    }

    @Test(
        "A journal of another schema, or of another program, is refused and not touched (I22)",
        arguments: [(99, "a newer"), (1, "an older")])
    func otherSchema(_ version: Int, _ words: String) throws {
        let fixture = try StateFixture()
        try fixture.open().tamper("PRAGMA user_version = \(version)")
        let before = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.database))
        #expect { try fixture.open() } throws: {
            "\($0)".contains("written by \(words) drtop (schema \(version), this one knows 2)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.folder.database)) == before)
        try fixture.expectForeignRefused()
    }

    @Test("A database cut anywhere is refused or is exactly what was committed (I22)")
    func truncated() throws {
        let fixture = try StateFixture()
        do {
            let journal = try fixture.journal()
            for number in 0..<40 {
                try journal.commit(StateFixture.batch([.noted("n\(number)")], StateFixture.state(epoch: Epoch(number))))
            }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.database))
        #expect(whole.count > 40_000)
        for cut in stride(from: 0, to: whole.count, by: whole.count / 37) {
            try whole.prefix(cut).write(to: URL(fileURLWithPath: fixture.folder.database))
            #expect(throws: StateRefusal.self, "cut at \(cut) of \(whole.count)") {
                try fixture.journal().restore(now: .origin, wallTime: 0)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.folder.database)).count == cut)
        }
    }

    @Test("A write-ahead log that is cut anywhere leaves exactly a committed prefix (I11)")
    func truncatedLog() throws {
        let source = try StateFixture()
        let journal = try source.journal()
        for number in 1...20 {
            try journal.commit(StateFixture.batch([.noted("n\(number)")], StateFixture.state(epoch: Epoch(number))))
        }
        let database = try Data(contentsOf: URL(fileURLWithPath: source.folder.database))
        let log = try Data(contentsOf: URL(fileURLWithPath: source.folder.database + "-wal"))
        var seen: Set<Int> = []
        for cut in stride(from: 0, through: log.count, by: log.count / 41) {
            let copy = try StateFixture()
            try copy.folder.create()
            try database.write(to: URL(fileURLWithPath: copy.folder.database))
            try log.prefix(cut).write(to: URL(fileURLWithPath: copy.folder.database + "-wal"))
            let restored = try copy.journal().restore(now: .origin, wallTime: 0)
            let entries = try JournalReader(in: copy.folder).entries()
            #expect(entries.map(\.entry) == (0..<entries.count).map { .noted("n\($0 + 1)") })
            #expect(Int(restored.durable?.epoch ?? 0) == entries.count)
            seen.insert(entries.count)
        }
        #expect(seen.count > 10 && seen.contains(0))
    }

    @Test("A full disk is a fault in words, and the journal goes on by itself when there is room (I21)")
    func full() throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let journal = Journal(database)
        try journal.commit(StateFixture.batch([.noted("before")], StateFixture.state()))
        let pages = try database.queue.read { try Int.fetchOne($0, sql: "PRAGMA page_count")! }
        try database.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        let large = StateFixture.batch([
            .noted(String(repeating: "x", count: 100_000)), .applied(caller: "c", epoch: 1),
        ])
        for _ in 0..<3 {
            #expect { try journal.commit(large) } throws: { "\($0)".contains("the disk is full") }
        }
        try database.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try journal.commit(large)
        #expect(try JournalReader(in: fixture.folder).entries().map(\.number) == [1, 2, 3])
        #expect(try journal.verifyChain() == nil)
    }

    @Test("A batch is kept whole or not at all")
    func whole() throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        try database.tamper(
            "CREATE TRIGGER t BEFORE INSERT ON saved WHEN NEW.name = 'topology' BEGIN SELECT RAISE(ABORT, 'no'); END")
        let journal = Journal(database)
        let batch = StateFixture.batch([.noted("a")], try StateFixture.state())
        #expect(throws: JournalFault.self) { try journal.commit(batch) }
        #expect(try journal.restore(now: .origin, wallTime: 0).durable == nil)
        try database.tamper("DROP TRIGGER t")
        try journal.commit(batch)
        #expect(try JournalReader(in: fixture.folder).entries().map(\.number) == [1])
        #expect(try journal.restore(now: batch.at, wallTime: batch.wallTime).durable == batch.state)
    }

    @Test("Old entries go, routine ones without the decisions, and the rest stays verifiable")
    func retention() throws {
        let fixture = try StateFixture()
        let journal = try fixture.journal(retention: JournalRetention(entries: 100, age: .seconds(1000)))
        try journal.commit(StateFixture.batch([.noted("first")]))
        for _ in 0..<10 {
            try journal.commit(
                StateFixture.batch((0..<100).map { .sampled(available: [$0], total: [], lagBytes: nil) }))
        }
        let reader = try JournalReader(in: fixture.folder)
        let kept = try reader.entries(limit: 10_000)
        #expect(kept.first?.entry == .noted("first"))
        #expect(kept.count < 1 + 100 + Int(JournalRetention.spacing) + 100)
        #expect(try journal.verifyChain() == nil)
        // By age; the newest of each chain stays.
        try journal.commit(StateFixture.batch((0..<300).map { .noted("\($0)") }, wallTime: 1_700_002_000))
        #expect(try reader.entries().first { $0.kind == "noted" }?.entry != .noted("first"))
        #expect(try journal.verifyChain() == nil)
        _ = try journal.restore(now: .origin, wallTime: 0)
    }

    @Test("A commit takes milliseconds")
    func speed() throws {
        let fixture = try StateFixture()
        let journal = try fixture.journal()
        let state = try StateFixture.state()
        try journal.commit(StateFixture.batch([.noted("warm")], state))
        let spent = try ContinuousClock().measure {
            for number in 0..<200 {
                try journal.commit(StateFixture.batch([.noted("n\(number)"), .noted("m")], state))
            }
        }
        print("a commit of 2 entries and the state takes \(spent / 200)")
        #expect(spent < .seconds(120))
    }
}

extension StateFixture {
    /// Another program's database, and no database at all, are refused.
    func expectForeignRefused() throws {
        for content in [Data("not a database, but long enough to be one".utf8), Data()] {
            let other = try StateFixture()
            try other.folder.create()
            try content.write(to: URL(fileURLWithPath: other.folder.database))
            #expect(throws: StateRefusal.self) { try other.open() }
        }
        let other = try StateFixture()
        try other.folder.create()
        try DatabaseQueue(path: other.folder.database).write { try $0.execute(sql: "CREATE TABLE t(a)") }
        #expect { try other.open() } throws: { "\($0)".contains("not a database of drtop's") }
    }
}
