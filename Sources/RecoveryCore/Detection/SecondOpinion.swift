/// What the backups still hear from the primary. It takes a contradiction to hold an alarm back, not an agreement: data or
/// keep-alives that reached a backup clearly after the primary's last answer to us. Silence is no opinion.
enum SecondOpinion {
    /// How much later than our last answer a backup must have heard: an interval, and two seconds for storages that tell it
    /// in whole seconds.
    static func margin(interval: Duration) -> Duration {
        interval + .seconds(2)
    }

    /// How old a contradiction may be: an idle Redis primary sends a keep-alive only every 10 s.
    static let freshness = Duration.seconds(15)

    static func contradicts(heard: Instant?, lastAnswered: Instant?, interval: Duration, at now: Instant) -> Bool {
        guard let heard, let lastAnswered else { return false }
        return heard - lastAnswered > margin(interval: interval) && now - heard <= freshness
    }
}
