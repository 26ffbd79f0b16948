import RecoveryCore

/// What has turned for better or worse: news that is drawn at once, however much drawing costs. Ages, lags and the states of
/// single nodes are not of it.
package struct Turn: Equatable {
    private let priority: Int
    private let phase: PhaseName
    private let verdicts: [ClusterVerdict]
    private let newestAlarm: AlarmID?

    package init(_ snapshot: Snapshot) {
        priority = snapshot.verdict.priority
        phase = snapshot.phase
        verdicts = snapshot.clusters.map(\.verdict)
        newestAlarm = snapshot.alarms.map(\.id).max()
    }
}
