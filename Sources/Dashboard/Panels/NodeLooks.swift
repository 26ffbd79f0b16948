import RecoveryCore
import Screen

extension NodeState {
    var look: Look {
        switch self {
        case .unknown: .nodeNoData
        case .up: .nodeUp
        case .late: .nodeLate
        case .down, .notServing, .refusesUs: .nodeDown
        case .maintenance: .nodeMaintenance
        }
    }
}

extension GlyphSet {
    /// A node alive that does not serve, and one that does not let drtop in, have letters of their own: neither is dead.
    func sign(_ state: NodeState) -> String {
        switch state {
        case .unknown: nodeNoData
        case .up: nodeUp
        case .late: nodeLate
        case .down: nodeDown
        case .notServing: "n"
        case .refusesUs: "r"
        case .maintenance: nodeMaintenance
        }
    }

    func sign(_ verdict: ClusterVerdict) -> String {
        switch verdict {
        case .unknown: nodeNoData
        case .available: nodeUp
        case .failing, .recovering: nodeLate
        case .failed: nodeDown
        }
    }
}

extension ClusterVerdict {
    var word: String {
        switch self {
        case .unknown: "no data"
        case .available: "up"
        case .failing: "failing"
        case .failed: "down"
        case .recovering: "recovering"
        }
    }

    var look: Look {
        switch self {
        case .unknown: .nodeNoData
        case .available: .nodeUp
        case .failing, .recovering: .nodeLate
        case .failed: .nodeDown
        }
    }
}
