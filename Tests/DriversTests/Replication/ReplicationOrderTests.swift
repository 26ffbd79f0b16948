import RecoveryCore
import Testing

@testable import Drivers

@Suite(.serialized) struct ReplicationOrderTests {
    @Test func `M6 I3: a parked backup is read back as stopped, refuses writes and goes back by a partial resync`()
        async throws
    {
        let pairs = try await ReplicationPairs()
        try await pairs.a1.write(0..<100)
        let parked = await pairs.carryOut(.park(pairs.b))
        #expect(parked.text.hasPrefix("role slave, link down, refuses writes"), "\(parked)")
        #expect(try await pairs.b1.status().isParked)
        try await pairs.a1.write(100..<200)
        let again = await pairs.carryOut(.park(pairs.b))
        #expect(again.text.hasPrefix("already parked"), "\(again)")

        let followed = await pairs.carryOut(.follow(pairs.b, source: pairs.a), within: nil)
        #expect(followed.text.contains("after a partial resync"), "\(followed)")
        #expect(try await eventually { try await pairs.b1.count() == 200 })
        let same = await pairs.carryOut(.follow(pairs.b, source: pairs.a), within: nil)
        #expect(same.text.hasPrefix("already follows a1"), "\(same)")
    }

    @Test func `M13 M14: after park and promote the fenced old primary follows by a partial resync`()
        async throws
    {
        let pairs = try await ReplicationPairs()
        try await pairs.a1.write(0..<100)
        #expect(try await eventually { try await ReplicationPairs.isLevel(pairs.a1, pairs.b1) })
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        let fenced = await pairs.carryOut(.fence(pairs.a, against: pairs.b))
        #expect(fenced.finding?.ownWrites == OwnWrites(bytes: 0, commands: 0), "\(fenced)")
        let promoted = await pairs.carryOut(.promote(pairs.b))
        #expect(promoted.text.contains("canary written and read"), "\(promoted)")
        #expect(try await pairs.b1.count() == 100)
        #expect(await pairs.carryOut(.promote(pairs.b)).text.hasPrefix("already primary"))
        try await pairs.b1.write(100..<150)
        let reverse = await pairs.carryOut(.follow(pairs.a, source: pairs.b), within: nil)
        #expect(reverse.text.contains("after a partial resync"), "\(reverse)")
        #expect(try await eventually { try await pairs.a1.count() == 150 })
    }

    @Test func `I9: a fence counts and saves exactly the 17 commands that only a1 has, and leaves no replica behind`()
        async throws
    {
        var options = RedisReplication.Options()
        let folder = try ReplicationServer()
        options.ownWritesFolder = folder.folder
        let pairs = try await ReplicationPairs(options: options)
        try await pairs.a1.write(0..<100)
        #expect(try await eventually { try await ReplicationPairs.isLevel(pairs.a1, pairs.b1) })
        #expect(await pairs.carryOut(.park(pairs.b)).finding != nil)
        try await pairs.a1.write(1000..<1017)

        let fenced = await pairs.carryOut(.fence(pairs.a, against: pairs.b))
        let own = try #require(fenced.finding?.ownWrites, "\(fenced)")
        #expect(own.commands == 17)
        let status = try await pairs.a1.status()
        #expect(status.isParked && status.replicas.isEmpty)
        #expect(own.bytes == (status.position ?? 0) - (try await pairs.b1.status().position ?? 0))
        let saved = try #require(own.savedTo)
        var stream = ReplicationStream()
        let isStream = stream.feed(try contents(of: saved))
        #expect(isStream && stream.commands == 17 && stream.bytes == own.bytes)

        // Going back is partial: the writes are still there.
        #expect(await pairs.carryOut(.promote(pairs.a)).finding != nil)
        let followed = await pairs.carryOut(.follow(pairs.b, source: pairs.a), within: nil)
        #expect(followed.text.contains("after a partial resync"), "\(followed)")
        #expect(try await eventually { try await pairs.b1.count() == 117 })
    }

    @Test func `M14: a full copy tells its progress and that it was full`()
        async throws
    {
        let pairs = try await ReplicationPairs(
            arguments: ["--rdb-key-save-delay", "200", "--repl-diskless-sync", "no", "--enable-debug-command", "yes"],
            isJoined: false)
        try await pairs.a1.write(0..<2000, value: String(repeating: "x", count: 2000))
        let texts = Gathered()
        let followed = await pairs.driver.carryOut(Order(.follow(pairs.b, source: pairs.a), deadline: nil)) {
            texts.add($0.text)
        }
        #expect(followed.text.contains("after a full copy"), "\(followed)")
        #expect(texts.values.contains("full copy from a1"), "\(texts.values)")
        #expect(try await pairs.b1.count() == 2000)
    }
}
