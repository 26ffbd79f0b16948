/// Wall time in UTC: operators of one incident sit in several time zones, and so do logs.
package enum ClockText {
    /// `03:12:41Z`, from seconds since 1970.
    package static func time(_ seconds: Double) -> String {
        let (hour, minute, second) = parts(seconds)
        return "\(Figures.two(hour)):\(Figures.two(minute)):\(Figures.two(second))Z"
    }

    /// `03:12`, where the second does not matter.
    package static func minute(_ seconds: Double) -> String {
        let (hour, minute, _) = parts(seconds)
        return "\(Figures.two(hour)):\(Figures.two(minute))"
    }

    /// `03:11:52.2Z`, where the order within a second matters.
    package static func tenths(_ seconds: Double) -> String {
        let whole = time(seconds)
        let tenth = Int64(((seconds - seconds.rounded(.down)) * 10).rounded(.down))
        return "\(whole.dropLast()).\(tenth)Z"
    }

    /// How long until the next whole second: when a clock on the screen must move.
    package static func untilNextSecond(_ seconds: Double) -> Duration {
        let fraction = seconds - seconds.rounded(.down)
        return .milliseconds(max(1, Int64(((1 - fraction) * 1000).rounded(.up))))
    }

    private static func parts(_ seconds: Double) -> (Int64, Int64, Int64) {
        guard seconds.isFinite, abs(seconds) < 1e15 else { return (0, 0, 0) }
        let whole = Int64(seconds.rounded(.down))
        let ofDay = ((whole % 86_400) + 86_400) % 86_400
        return (ofDay / 3600, ofDay % 3600 / 60, ofDay % 60)
    }
}
