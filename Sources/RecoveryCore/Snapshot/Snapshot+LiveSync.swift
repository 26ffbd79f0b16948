/// Whether what is known of a sync says what is, or only what was.
extension Snapshot {
    /// Many nodes are asked for their positions in turns: as long as all of them answer heartbeats, a turn of 20,000 nodes
    /// may pass between two samples.
    private static let longestTurn = Duration.seconds(60)

    /// False: its lag and its rate are UNKNOWN. A node that they come from is gone, or was late for more than two intervals
    /// since the oldest sample in them: what was written there since, nobody knows.
    package func isLive(_ sync: SyncStatus) -> Bool {
        guard let sampled = sync.sampled else { return false }
        var isAnybodyLate = false
        for index in settings.cluster(sync.from).nodes {
            switch nodes[index].state {
            case .up, .maintenance: continue
            case .late: isAnybodyLate = true
            case .unknown, .down, .notServing, .refusesUs: return false
            }
        }
        return at - sampled <= (isAnybodyLate ? settings.heartbeat.interval * 2 : Self.longestTurn)
    }
}
