import Engine
import Foundation
import GRDB
import RecoveryCore
import Testing

@testable import Drivers

@Suite struct EmbeddedCentreTests {
    @Test("Epochs increase by one, from one (I2)")
    func epochs() async throws {
        let fixture = try StateFixture()
        let centre = fixture.centre(try fixture.open())
        #expect(await centre.publish(StateFixture.publication(2)).isRefused)
        #expect(await centre.publish(StateFixture.publication(1)) == .published)
        #expect(await centre.publish(StateFixture.publication(3)).isRefused)
        #expect(await centre.publish(StateFixture.publication(2)) == .published)
        #expect(await centre.publish(StateFixture.publication(1)).isRefused)
    }

    @Test("A confirmation is claimed once, for the epoch in force (I5)")
    func claims() async throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let centre = fixture.centre(database)
        #expect(await centre.claim(StateFixture.confirmation(epoch: 1)).isRefused)
        _ = await centre.publish(StateFixture.publication(1))
        #expect(await centre.claim(StateFixture.confirmation(epoch: 1)) == .claimed)
        let again = await centre.claim(StateFixture.confirmation(epoch: 1))
        #expect(again == .refused("the confirmation was claimed before, by ada at 2023-11-14T22:13:20Z"))
        #expect(await fixture.centre(database).claim(StateFixture.confirmation(epoch: 1)).isRefused)
    }

    @Test("An engine of an older term can neither claim nor publish (I2)")
    func terms() async throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let old = fixture.centre(database)
        #expect(await old.publish(StateFixture.publication(1)) == .published)
        let new = fixture.centre(database)
        try await new.start()
        guard case .refused(let reason) = await old.publish(StateFixture.publication(2)) else {
            return #expect(Bool(false), "an old term published")
        }
        #expect(reason == "term 2 has begun: another engine took over from term 1")
        #expect(await new.publish(StateFixture.publication(2)) == .published)
        let terms = try await database.queue.read {
            try Int.fetchAll($0, sql: "SELECT term FROM epoch ORDER BY number")
        }
        #expect(terms == [1, 2])
    }

    @Test("A publication consumes its confirmation, which must be claimed and unconsumed (I5)")
    func consumed() async throws {
        let fixture = try StateFixture()
        let centre = fixture.centre(try fixture.open())
        let confirmation = StateFixture.confirmation(epoch: 1)
        _ = await centre.publish(StateFixture.publication(1))
        #expect(await centre.publish(StateFixture.publication(2, consumes: confirmation)).isRefused)
        #expect(await centre.claim(confirmation) == .claimed)
        var other = confirmation
        other.target = ClusterID(7)
        #expect(await centre.publish(StateFixture.publication(2, consumes: other)).isRefused)
        #expect(await centre.publish(StateFixture.publication(2, consumes: confirmation)) == .published)
        #expect(await centre.publish(StateFixture.publication(3, consumes: confirmation)).isRefused)
        #expect(await centre.claim(confirmation).isRefused)
    }

    @Test(
        "What was published and then changed is found, of the newest and of older epochs (I22)",
        arguments: [
            "UPDATE document SET position = 1 WHERE epoch = 1", "UPDATE document SET position = 1 WHERE epoch = 2",
            "UPDATE document SET caller = 'chekcout' WHERE epoch = 1",
            "UPDATE document SET body = replace(body, '6379', '6378') WHERE epoch = 1",
            "DELETE FROM document WHERE epoch = 1", "UPDATE epoch SET cluster = 'fra2' WHERE number = 1",
        ])
    func changed(_ sql: String) async throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let centre = fixture.centre(database)
        for epoch in 1...2 { _ = await centre.publish(StateFixture.publication(Epoch(epoch))) }
        #expect(try Journal(database).verifyChain() == nil)
        try database.tamper(sql)
        #expect(try Journal(database).verifyChain() != nil)
    }

    @Test("When the publication fails, its confirmation is not consumed: one transaction (I5)")
    func together() async throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let centre = fixture.centre(database)
        let confirmation = StateFixture.confirmation(epoch: 1)
        _ = await centre.publish(StateFixture.publication(1))
        _ = await centre.claim(confirmation)
        for table in ["epoch", "document"] {
            try database.tamper("CREATE TRIGGER t BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'injected'); END")
            guard case .failed(let text) = await centre.publish(StateFixture.publication(2, consumes: confirmation))
            else {
                return #expect(Bool(false), "it did not fail")
            }
            #expect(text.contains("injected"))
            let consumed = try await database.queue.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM confirmation WHERE consumed IS NOT NULL")
            }
            #expect(consumed == 0)
            try database.tamper("DROP TRIGGER t")
        }
        #expect(await centre.publish(StateFixture.publication(2, consumes: confirmation)) == .published)
    }

    @Test("What it says of its own publication is what the next process reads on disk, byte for byte")
    func remembered() async throws {
        let fixture = try StateFixture()
        let said: (issued: String?, documents: [String: String])
        do {
            let centre = fixture.centre(try fixture.open())
            _ = await centre.publish(StateFixture.publication(1, callers: ["checkout", "search"]))
            said = (await centre.issued(1), await centre.documents(of: 1))
            _ = await centre.publish(StateFixture.publication(2, callers: ["checkout"]))
            #expect(await centre.documents(of: 1) == said.documents)
            #expect(await centre.documents(of: 2).keys.sorted() == ["checkout"])
        }
        let next = fixture.centre(try fixture.open(), at: 1_800_000_000)
        #expect(said.documents.keys.sorted() == ["checkout", "search"])
        #expect(await next.documents(of: 1) == said.documents)
        #expect(await next.issued(1) == said.issued)
    }

    @Test("A publication that is resumed after a crash is published, not repeated (I11)")
    func resumed() async throws {
        let fixture = try StateFixture()
        let confirmation = StateFixture.confirmation(epoch: 1)
        do {
            let centre = fixture.centre(try fixture.open())
            _ = await centre.publish(StateFixture.publication(1))
            _ = await centre.claim(confirmation)
            _ = await centre.publish(StateFixture.publication(2, consumes: confirmation))
        }
        let database = try fixture.open()
        let centre = fixture.centre(database, at: 1_800_000_000)
        #expect(await centre.publish(StateFixture.publication(2, consumes: confirmation)) == .published)
        #expect(await centre.issued(2) == "2023-11-14T22:13:20Z")
        #expect(await centre.publish(StateFixture.publication(2)).isRefused)
        #expect(await centre.publish(StateFixture.publication(2, consumes: confirmation, callers: ["x"])).isRefused)
        let restored = try Journal(database).restore(now: .origin, wallTime: 0)
        #expect(restored.published == [StateFixture.information(2)])
    }

    @Test("Of many claims of one confirmation at once, one wins (I5)")
    func race() async throws {
        let fixture = try StateFixture()
        let centre = fixture.centre(try fixture.open())
        _ = await centre.publish(StateFixture.publication(1))
        let won = await withTaskGroup(of: ClaimOutcome.self) { group in
            for _ in 0..<50 { group.addTask { await centre.claim(StateFixture.confirmation(epoch: 1)) } }
            return await group.reduce(0) { $0 + ($1 == .claimed ? 1 : 0) }
        }
        #expect(won == 1)
    }

    @Test("A disk without room is a failure, and nothing is claimed or published")
    func full() async throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let centre = fixture.centre(database)
        _ = await centre.publish(StateFixture.publication(1))
        let pages = try await database.queue.read { try Int.fetchOne($0, sql: "PRAGMA page_count")! }
        try await database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
        let callers = (0..<1000).map { "caller-\($0)" }
        guard case .failed(let text) = await centre.publish(StateFixture.publication(2, callers: callers)) else {
            return #expect(Bool(false), "it did not fail")
        }
        #expect(text.contains("the disk is full"))
        try await database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        #expect(await centre.publish(StateFixture.publication(2, callers: callers)) == .published)
    }

    @Test("Twenty epochs are kept, and the newest is never deleted (I17)")
    func kept() async throws {
        let fixture = try StateFixture()
        let database = try fixture.open()
        let centre = fixture.centre(database)
        for epoch in 1...30 { #expect(await centre.publish(StateFixture.publication(Epoch(epoch))) == .published) }
        let kept = try await database.queue.read {
            try Int.fetchAll($0, sql: "SELECT DISTINCT epoch FROM document ORDER BY epoch")
        }
        #expect(kept == Array(11...30))
    }

    @Test("A caller reads its own document, as the contract gives it, from another connection (M10, M11)")
    func reader() async throws {
        let fixture = try StateFixture()
        let centre = fixture.centre(try fixture.open())
        let reader = try ConfigurationReader(in: fixture.folder)
        #expect(try reader.document(of: "checkout") == nil)
        _ = await centre.publish(StateFixture.publication(1, callers: ["checkout", "search"]))
        let document = try #require(try reader.document(of: "checkout"))
        #expect(try reader.callers() == ["checkout", "search"] && reader.document(of: "nobody") == nil)
        let fingerprint = StateFixture.information(1).fingerprint
        #expect(
            document.json
                == #"{"caller":"checkout","cluster":"fra1","endpoints":[{"address":"10.0.0.1:6379","interface":"redis","#
                + #""node":"a1","service":"orders"}],"epoch":1,"fingerprint":"\#(fingerprint)","#
                + #""issued":"2023-11-14T22:13:20Z","system":"orders"}"#)
        #expect(document.environmentLines.contains("DRTOP_ORDERS_ADDRESS='10.0.0.1:6379'"))
        #expect(document.environmentLines.contains("DRTOP_EPOCH=1"))
        var sly = document
        sly.endpoints = [
            .init(service: "a.b", interface: "x'; rm -rf $HOME", node: "n1", address: "h:1"),
            .init(service: "a.b", interface: "x", node: "n2", address: "h:2"),
        ]
        #expect(sly.environmentLines.contains(#"DRTOP_A_B_INTERFACE='x'\''; rm -rf $HOME'"#))
        #expect(sly.environmentLines.contains("DRTOP_A_B_ADDRESS='h:1,h:2'"))
    }

    @Test("Who watches gets the current document first, then every newer one (M11)")
    func watch() async throws {
        let fixture = try StateFixture()
        let centre = fixture.centre(try fixture.open())
        _ = await centre.publish(StateFixture.publication(1))
        let reader = try ConfigurationReader(in: fixture.folder)
        var changes = reader.changes(of: "checkout", every: .milliseconds(5)).makeAsyncIterator()
        #expect(try await changes.next()?.epoch == 1)
        _ = await centre.publish(StateFixture.publication(2))
        _ = await centre.publish(StateFixture.publication(3, callers: ["other"]))
        _ = await centre.publish(StateFixture.publication(4))
        #expect(try await changes.next()?.epoch == 4)
        let ended = Task { () -> Epoch? in
            var changes = reader.changes(of: "nobody", every: .seconds(3600)).makeAsyncIterator()
            return try await changes.next()?.epoch
        }
        ended.cancel()
        #expect(try await ended.value == nil)
    }

    @Test("Claiming and publishing for 1,000 callers takes milliseconds")
    func speed() async throws {
        let fixture = try StateFixture()
        let centre = fixture.centre(try fixture.open())
        let callers = (0..<1000).map { "caller-\($0)" }
        _ = await centre.publish(StateFixture.publication(1, callers: callers))
        let confirmation = StateFixture.confirmation(epoch: 1)
        let spent = await ContinuousClock().measure {
            _ = await centre.claim(confirmation)
            #expect(
                await centre.publish(StateFixture.publication(2, consumes: confirmation, callers: callers))
                    == .published)
        }
        print("claim and publication for 1,000 callers take \(spent)")
        #expect(spent < .seconds(60))
    }
}

extension ClaimOutcome {
    var isRefused: Bool { if case .refused = self { true } else { false } }
}

extension PublicationOutcome {
    var isRefused: Bool { if case .refused = self { true } else { false } }
}
