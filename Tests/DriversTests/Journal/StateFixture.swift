import Engine
import Foundation
import GRDB
import RecoveryCore
import TestSupport

@testable import Drivers

/// A state folder with a database, and the small things that its tests write.
struct StateFixture {
    let temporary: TemporaryFolder
    let folder: StateFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = StateFolder(path: temporary.path + "/state")
    }

    func open() throws -> StateDatabase {
        try StateDatabase.open(in: folder)
    }

    func journal(retention: JournalRetention = JournalRetention()) throws -> Journal {
        Journal(try open(), retention: retention)
    }

    func centre(_ database: StateDatabase, at wallTime: Double = 1_700_000_000) -> EmbeddedCentre {
        EmbeddedCentre(database, holder: "test", clock: FixedClock(wall: wallTime))
    }

    static func seconds(_ seconds: Int) -> RecoveryCore.Instant { RecoveryCore.Instant(sinceOrigin: .seconds(seconds)) }

    static func batch(
        _ entries: [JournalEntry], _ state: DurableState? = nil, at seconds: Int = 100, wallTime: Double = 1_700_000_000
    ) -> JournalBatch {
        JournalBatch(entries: entries, state: state, at: Self.seconds(seconds), wallTime: wallTime)
    }

    static func state(epoch: Epoch = 0) throws -> DurableState {
        let file = try SettingsFile.read(Array(sound.utf8), path: "t.yaml", environment: [:])
        var state = DurableState(
            topology: DurableState.Topology(file.settings), roles: [.primary, .backup], mode: .confirm)
        state.epoch = epoch
        return state
    }

    static func information(_ epoch: Epoch, caller: String = "checkout", cluster: String = "fra1")
        -> ConfigurationInformation
    {
        ConfigurationInformation(
            system: "orders", caller: caller, epoch: epoch, cluster: cluster,
            endpoints: [.init(service: "orders", interface: "redis", node: "a1", address: "10.0.0.\(epoch):6379")])
    }

    static func publication(_ epoch: Epoch, consumes: Confirmation? = nil, callers: [String] = ["checkout"])
        -> Publication
    {
        Publication(
            epoch: epoch, cluster: ClusterID(0), clusterName: "fra1",
            information: callers.map { information(epoch, caller: $0) }, consumes: consumes)
    }

    static func confirmation(_ fingerprint: String = "f1", epoch: Epoch = 1) -> Confirmation {
        Confirmation(kind: .failover, fingerprint: fingerprint, target: ClusterID(1), epoch: epoch, operator: "ada")
    }
}

struct FixedClock: Clock {
    var wall: Double
    func now() -> RecoveryCore.Instant { .origin }
    func wallTime() -> Double { wall }
}

extension StateDatabase {
    /// What another program could do to the database.
    func tamper(_ sql: String) throws {
        try queue.write { try $0.execute(sql: sql) }
    }
}
