import RecoveryCore

/// What the operator reads after a key that changed something, or that did not: in the footer's place, for some seconds
/// or until the next key.
struct Notice: Hashable, Sendable {
    static let lifetime = Duration.seconds(6)

    var text: String
    var isRefusal: Bool
    var until: Instant

    init(_ text: String, isRefusal: Bool = false, now: Instant) {
        self.text = text
        self.isRefusal = isRefusal
        until = now + Self.lifetime
    }

    func line(now: Instant) -> Line? {
        now < until ? Line(text, isRefusal ? .alarmP2 : .key) : nil
    }
}
