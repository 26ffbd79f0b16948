import RecoveryCore

extension Snapshot {
    /// How far sync is behind. Where the source is silent nobody knows, and what it said last is told with its age: `0 B` of
    /// a minute ago is no zero.
    func lag(_ sync: SyncStatus) -> String {
        if sync.lagBytes == nil, sync.lagTime == nil { return Figures.unknown }
        let figures = "\(Figures.bytes(sync.lagBytes)), \(Figures.duration(sync.lagTime))"
        guard !isLive(sync) else { return figures }
        let age = sync.sampled.map { ", \(Figures.age(at - $0)) ago" } ?? ""
        return "\(Figures.unknown) (was \(figures)\(age))"
    }
}

extension Scene {
    func lag(_ sync: SyncStatus) -> String { snapshot.lag(sync) }
    func isLive(_ sync: SyncStatus) -> Bool { snapshot.isLive(sync) }
}
