import Engine
import Foundation
import GRDB
import RecoveryCore

/// What an engine starts from: everything that an earlier one has saved, on this process's clock.
package struct Restored: Sendable {
    /// nil at the very first start.
    package var durable: DurableState?
    /// The information of the newest epoch, by caller; empty before the first.
    package var published: [ConfigurationInformation]
    /// The newest epoch that each caller has applied, by name.
    package var applied: [CallerProgress]

    package struct CallerProgress: Hashable, Sendable {
        package var caller: String
        package var epoch: Epoch
    }
}

extension Journal {
    /// How many entries of each chain are recomputed at a start; `verifyChain` does all.
    private static let tail = 1000

    /// - Parameters:
    ///   - now: an instant of this process, at `wallTime`: saved instants are moved by the wall time that has passed.
    /// - Throws: the journal is not what was written. It is kept as it is; no engine runs on it.
    package func restore(now: Instant, wallTime: Double) throws(StateRefusal) -> Restored {
        do {
            return try database.queue.read { database in
                for chain in JournalChain.allCases {
                    if let fault = try chain.verify(database, newest: Self.tail).fault {
                        throw StateRefusal(description: fault)
                    }
                }
                if let fault = try Seal.firstFault(database) { throw StateRefusal(description: fault) }
                let callers = try Row.fetchAll(database, sql: "SELECT name, applied FROM caller ORDER BY name")
                return Restored(
                    durable: try Self.durable(database, now: now, wallTime: wallTime),
                    published: try EpochRow.newest(database)?.documents(database).map(\.information) ?? [],
                    applied: callers.map {
                        Restored.CallerProgress(caller: $0["name"], epoch: Epoch($0["applied"] as Int64))
                    })
            }
        } catch {
            let reason = (error as? StateRefusal)?.description ?? StateDatabase.words(error)
            throw StateRefusal(
                description: "the journal \(database.path) is refused: \(reason); it is kept as it is: "
                    + "copy it, then restore a backup or move the folder away")
        }
    }

    private static func durable(_ database: Database, now: Instant, wallTime: Double) throws -> DurableState? {
        guard let saved = try SavedText.read("state", database) else { return nil }
        guard let topology = try SavedText.read("topology", database) else {
            throw StateRefusal(description: "the saved state has no topology")
        }
        var state = try saved.decode(DurableState.self, "state")
        state.topology = try topology.decode(DurableState.Topology.self, "topology")
        // A wall clock that was set back must not bring the past into the future.
        let passed = Duration.seconds(max(0, wallTime - saved.wall))
        return state.shifted(by: now - saved.at - passed)
    }
}
