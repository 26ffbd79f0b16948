import RecoveryCore

/// The positions that one node had lately. The newest half is kept as it came, older ones ever more thinly, so that also
/// a lag of hours has an age. Pure.
struct PositionSamples: Sendable {
    struct Sample: Hashable, Sendable {
        var at: Instant
        var offset: Int64
    }

    private(set) var samples: [Sample] = []
    static let limit = 128

    /// Offsets never go back within one history; when one does, another history began and the old samples say nothing.
    mutating func add(_ sample: Sample) {
        if let last = samples.last, sample.offset < last.offset { samples = [] }
        samples.append(sample)
        guard samples.count > Self.limit else { return }
        samples = samples.enumerated().filter { $0.offset >= Self.limit / 2 || $0.offset % 2 == 0 }.map(\.element)
    }

    mutating func forget() {
        samples = []
    }

    /// When the node was at this offset: between two samples in proportion. nil: before the first sample.
    private func time(of offset: Int64) -> Instant? {
        guard let after = samples.firstIndex(where: { $0.offset > offset }), after > 0 else { return nil }
        let (left, right) = (samples[after - 1], samples[after])
        let share = Double(offset - left.offset) / Double(right.offset - left.offset)
        return left.at + (right.at - left.at) * share
    }

    /// How long ago the node was where another one is at `moment`. Zero when that one is not behind the newest sample;
    /// nil: UNKNOWN, it is behind the oldest.
    func lag(of offset: Int64, at moment: Instant) -> Duration? {
        guard let newest = samples.last else { return nil }
        guard offset < newest.offset else { return .zero }
        return time(of: offset).map { max(.zero, moment - $0) }
    }

    /// Bytes per second over the last 5 s of samples; nil with fewer than two.
    var writeRate: Double? {
        guard let newest = samples.last, samples.count > 1 else { return nil }
        let start = samples.last { $0.at <= newest.at - .seconds(5) } ?? samples[0]
        let time = (newest.at - start.at).seconds
        return time > 0 ? Double(newest.offset - start.offset) / time : nil
    }
}
