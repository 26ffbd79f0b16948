import RecoveryCore
import Testing

@testable import Drivers

@Suite(.serialized) struct ForeignEngineTests {
    @Test func `another holder's mark is a foreign engine; ours, a check's, a silent one's and strangers' are not`() {
        let list = """
            id=3 addr=127.0.0.1:5 name=drtop:test:me.1 age=1 idle=0 flags=N
            id=4 addr=127.0.0.1:6 name=drtop:test:check age=1 idle=0 flags=N
            id=5 addr=127.0.0.1:7 name=drtop:other:host.b.7 age=9 idle=60 flags=N
            id=6 addr=127.0.0.1:8 name=drtop:test:dead.9 age=900 idle=61 flags=N
            id=7 addr=127.0.0.1:9 name= age=1 idle=0 flags=N
            id=8 addr=127.0.0.1:9 name=drtop:odd age=1 idle=0 flags=N
            """
        #expect(ForeignEngines.names(in: list, besides: "me.1") == ["other at host.b.7"])
    }

    @Test func `a second engine on the nodes is seen by its connections, and seen to have gone`() async throws {
        let pairs = try await ReplicationPairs(isJoined: false)
        var looking = pairs.driver.foreignEngines
        looking.patience = .seconds(20)
        #expect(await looking.look() == ForeignEngines.Finding(names: []))
        let address = NodeAddress(host: "127.0.0.1", port: pairs.b1.port)
        let limit = looking.connector.clock.now() + .seconds(20)
        let other = try await RedisLink.connect(to: address, until: limit)
        _ = try await other.ask([["CLIENT", "SETNAME", "drtop:test:elsewhere.42"]], until: limit)
        #expect(await looking.look()?.text == "test at elsewhere.42")
        await other.close()
        let watching = looking
        #expect(try await eventually { await watching.look()?.names.isEmpty == true })
    }

    @Test func `who may not ask for the connections, or reaches no node, knows nothing and complains of nothing`()
        async throws
    {
        let pairs = try await ReplicationPairs(isJoined: false)
        for server in [pairs.a1, pairs.b1] { try await server.ask("ACL", "SETUSER", "default", "-client|list") }
        #expect(await pairs.driver.foreignEngines.look() == nil)
        for server in [pairs.a1, pairs.b1] { server.kill() }
        #expect(await pairs.driver.foreignEngines.look() == nil)
    }
}
