import RecoveryCore
import Screen

/// The direction and state of sync between the primary and another cluster, as three columns that read without colour.
struct SyncArrow: Hashable {
    var text: String
    var look: Look

    /// - Parameter leftward: the data flows from right to left, as the clusters stand on the screen.
    init(_ sync: SyncStatus?, waitsForReverseSync: Bool, leftward: Bool, ascii: Bool) {
        let state = sync?.state ?? .unknown
        let signs = ascii ? Self.ascii : Self.unicode
        let (right, left) =
            switch state {
            case .running, .copying: signs[0]
            case .stopped where waitsForReverseSync, .betweenRuns: signs[1]
            case .stopped: signs[2]
            case .stalled: signs[3]
            case .unknown: waitsForReverseSync ? signs[1] : signs[4]
            }
        text = leftward ? left : right
        look =
            switch state {
            case .running, .copying, .betweenRuns: .text
            case .stopped: waitsForReverseSync ? .text : .syncBad
            case .stalled: .syncBad
            case .unknown: .nodeNoData
            }
    }

    /// Running, waiting, stopped, stalled, unknown: to the right, to the left.
    private static let ascii = [(">>>", "<<<"), ("..>", "<.."), (">>|", "|<<"), (">x>", "<x<"), (">?>", "<?<")]
    private static let unicode = [("━━▶", "◀━━"), ("┄┄▶", "◀┄┄"), ("━━╳", "╳━━"), ("━x▶", "◀x━"), ("┄?▶", "◀?┄")]
}

extension Scene {
    var isASCII: Bool { glyphs == .ascii }

    /// The sync between the primary and a cluster, whichever way it flows.
    func sync(with cluster: ClusterID) -> SyncStatus? {
        snapshot.sync.first { $0.to == cluster } ?? snapshot.sync.first { $0.from == cluster }
    }

    /// As it stands beside a cluster's name: the primary on the side of the arrow's tail.
    func arrow(_ sync: SyncStatus?, to cluster: ClusterID, leftward: Bool) -> SyncArrow {
        SyncArrow(
            sync, waitsForReverseSync: status(cluster).role == .failed, leftward: leftward, ascii: isASCII)
    }

    /// For a sentence: always from left to right.
    var plainArrow: String { glyphs.arrow }
}
