import Drivers
import Engine
import Foundation
import RecoveryCore

/// What an engine writes from its first start to its second failover, in little: the same bytes each time.
struct Life {
    private struct StoppedClock: Clock {
        func now() -> RecoveryCore.Instant { .origin }
        func wallTime() -> Double { 1_700_000_000 }
    }

    /// nil: done; else what went wrong.
    typealias Step = () async -> String?

    let steps: [Step]

    init(in folder: StateFolder) throws {
        let database = try StateDatabase.open(in: folder)
        let journal = Journal(database)
        let centre = EmbeddedCentre(database, holder: "probe", clock: StoppedClock())

        func commit(_ entries: [JournalEntry], epoch: Epoch? = nil) -> Step {
            {
                var state = epoch.map { _ in Self.state }
                state?.epoch = epoch ?? 0
                let batch = JournalBatch(entries: entries, state: state, at: .origin, wallTime: 1_700_000_000)
                do throws(JournalFault) {
                    try journal.commit(batch)
                    return nil
                } catch {
                    return error.description
                }
            }
        }
        func publish(_ epoch: Epoch, _ confirmation: Confirmation? = nil) -> Step {
            {
                let outcome = await centre.publish(Self.publication(epoch, consumes: confirmation))
                return outcome == .published ? nil : "\(outcome)"
            }
        }
        func claim(_ confirmation: Confirmation) -> Step {
            {
                let outcome = await centre.claim(confirmation)
                return outcome == .claimed ? nil : "\(outcome)"
            }
        }
        let first = Confirmation(
            kind: .failover, fingerprint: "f1", target: ClusterID(1), epoch: 1, operator: "ada")
        var second = first
        (second.fingerprint, second.epoch, second.target) = ("f2", 2, ClusterID(0))
        steps = [
            commit([.started(version: "0", holder: "probe")], epoch: 0),
            publish(1),
            commit([.published(epoch: 1, cluster: "fra1", fingerprint: nil)], epoch: 1),
            commit([.applied(caller: "checkout", epoch: 1), .sampled(available: [3], total: [3], lagBytes: 0)]),
            claim(first),
            commit([.claimed(kind: "failover", fingerprint: "f1", epoch: 1, by: "ada")], epoch: 1),
            publish(2, first),
            commit([.published(epoch: 2, cluster: "ams2", fingerprint: "f1")], epoch: 2),
            commit(
                [.applied(caller: "checkout", epoch: 2), .noted(String(repeating: "long ", count: 4000))], epoch: 2),
            claim(second),
            publish(3, second),
            commit([.noted("the end")], epoch: 3),
        ]
    }

    private static let state: DurableState = {
        let clusters = [
            Cluster(id: ClusterID(0), name: "fra1", initialRole: .primary, nodes: 0..<1),
            Cluster(id: ClusterID(1), name: "ams2", initialRole: .backup, nodes: 1..<2),
        ]
        let nodes = ["a1", "b1"].enumerated().map { index, name in
            Node(
                id: NodeID(index), name: name, cluster: ClusterID(index),
                address: NodeAddress(host: "10.0.0.\(index + 1)", port: 6379), pair: PairID(0))
        }
        let settings = Settings(
            system: "orders", clusters: clusters, nodes: nodes,
            services: [Service(name: "orders", interface: "redis", pairs: [PairID(0)])],
            callers: [Caller(id: CallerID(0), name: "checkout", uses: [0])])
        return DurableState(
            topology: DurableState.Topology(settings), roles: [.primary, .backup], mode: .confirm)
    }()

    private static func publication(_ epoch: Epoch, consumes confirmation: Confirmation?) -> Publication {
        let cluster = epoch % 2 == 1 ? "fra1" : "ams2"
        let information = ConfigurationInformation(
            system: "orders", caller: "checkout", epoch: epoch, cluster: cluster,
            endpoints: [.init(service: "orders", interface: "redis", node: "n", address: "10.0.0.\(epoch):6379")])
        return Publication(
            epoch: epoch, cluster: ClusterID(epoch % 2 == 1 ? 0 : 1), clusterName: cluster, information: [information],
            consumes: confirmation)
    }
}
