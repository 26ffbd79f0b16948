/// How many bytes of writes are lost at most if this pair's downstream node takes over at `moment`: the lag at the last
/// sample of the upstream, widened by its write rate for as long as it may have gone on writing unseen. nil: UNKNOWN.
///
/// - Parameter lastWrite: when the upstream can have taken its last write: its death, or `moment` while it lives.
func lossBound(_ report: PairReport?, lastWrite: Instant) -> Int64? {
    guard let report, let lag = report.lag, let sampled = report.upstreamSampled else { return nil }
    let unseen = max(lastWrite - sampled, .zero)
    guard unseen > .zero else { return max(lag.bytes, 0) }
    guard let rate = report.writeRate, rate.isFinite else { return nil }
    let widened = (Double(max(lag.bytes, 0)) + max(rate, 0) * unseen.seconds).rounded(.up)
    // A driver may report nonsense; it must not stop the engine.
    return Int64(min(widened, 9e18))
}
