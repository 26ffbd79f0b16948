import RecoveryCore

/// Stories with a name: always the same faults, for tests, rehearsals and demonstrations.
package enum NamedScenario: String, CaseIterable, Sendable {
    case primaryLost = "primary-lost"
    case backupLost = "backup-lost"
    case bothLost = "both-lost"
    case controllerCutOff = "controller-cut-off"
    case flapping
    case oldPrimaryReturns = "old-primary-returns"
    case slowNode = "slow-node"
    case rackLost = "rack-lost"

    /// What it shows, in a few words.
    package var words: String {
        switch self {
        case .primaryLost: "every node of the primary crashes, and comes back after some minutes"
        case .backupLost: "every node of the backup crashes"
        case .bothLost: "the primary crashes, then the backup"
        case .controllerCutOff: "drtop itself has no network: nothing answers anywhere"
        case .flapping: "half of the primary's nodes crash and come back, again and again"
        case .oldPrimaryReturns: "the primary crashes and is back two minutes later"
        case .slowNode: "one node answers at the edge of the timeout"
        case .rackLost: "one rack of each cluster is without power"
        }
    }

    /// Two clusters in two racks, and one attentive operator. The faults are the same whatever the seed is; delays and the
    /// like are drawn from it.
    ///
    /// - Parameter size: nodes of each cluster.
    package func script(nodes size: Int = 6, seed: UInt64 = 1) -> Script {
        let settings = Settings.simulated(nodes: size)
        return Script(seed: seed, settings: settings, faults: faults(settings), faultTime: 10 * .minute)
    }

    private func faults(_ settings: Settings) -> [Fault] {
        let first = settings.clusters[0].nodes
        let second = settings.clusters[1].nodes
        func crash(_ nodes: some Sequence<Int>, at second: Moment, for seconds: Moment) -> [Fault] {
            nodes.map { Fault(.crash(node: $0, .nothing), at: second * .second, for: seconds * .second) }
        }
        switch self {
        case .primaryLost: return crash(first, at: 60, for: 400)
        case .backupLost: return crash(second, at: 60, for: 200)
        case .bothLost: return crash(first, at: 60, for: 200) + crash(second, at: 70, for: 300)
        case .controllerCutOff:
            return [0, 1].flatMap { cluster in
                [
                    Fault(.cut(from: .controller, to: .cluster(cluster)), at: 60 * .second, for: 120 * .second),
                    Fault(.cut(from: .cluster(cluster), to: .controller), at: 60 * .second, for: 120 * .second),
                ]
            }
        case .flapping:
            let half = first.prefix((first.count + 1) / 2)
            return (0..<20).flatMap { turn in crash(half, at: 60 + Moment(turn) * 10, for: 4) }
        case .oldPrimaryReturns: return crash(first, at: 60, for: 120)
        case .slowNode: return [Fault(.slow(node: 0, by: 480 * .millisecond), at: 60 * .second, for: 300 * .second)]
        case .rackLost:
            return crash(settings.nodes.filter { $0.rack == "r1" }.map(\.id.index), at: 60, for: 200)
        }
    }
}
