import RecoveryCore

/// Figures as words. What drtop cannot know reads UNKNOWN, never 0. Written without Foundation, so that a figure looks
/// the same under every locale.
package enum Figures {
    package static let unknown = "UNKNOWN"

    /// `41 KB`, `3.4 MB`: two digits are enough to decide by, and more would flicker.
    package static func bytes(_ count: Int64?) -> String {
        guard let count else { return unknown }
        if count < 0 { return "-" + bytes(count == .min ? .max : -count) }
        var value = Double(count)
        for unit in ["B", "KB", "MB", "GB", "TB"] {
            if value < 999.5 { return "\(digits(value, whole: unit == "B")) \(unit)" }
            value /= 1000
        }
        return "\(digits(value, whole: false)) PB"
    }

    package static func rate(_ bytesPerSecond: Double?) -> String {
        guard let bytesPerSecond, bytesPerSecond.isFinite else { return unknown }
        return bytes(Int64(min(max(0, bytesPerSecond), 9e18))) + "/s"
    }

    /// `0.3 s`, `48 s`, `27m51s`, `1h01m`, `3d02h`: how long something takes or lasted.
    package static func duration(_ duration: Duration?) -> String {
        guard let duration else { return unknown }
        if duration < .zero { return "0 s" }
        let milliseconds = duration.milliseconds
        if milliseconds < 10 {
            let tenths = duration.microseconds / 100
            return tenths % 10 == 0 ? "\(tenths / 10) ms" : "\(tenths / 10).\(tenths % 10) ms"
        }
        if milliseconds < 100 { return "\(milliseconds / 10 * 10) ms" }
        let seconds = milliseconds / 1000
        let tenths = milliseconds % 1000 / 100
        if seconds < 10, tenths > 0 || seconds == 0 { return "\(seconds).\(tenths) s" }
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60)m\(two(seconds % 60))s" }
        if seconds < 86_400 { return "\(seconds / 3600)h\(two(seconds % 3600 / 60))m" }
        return "\(seconds / 86_400)d\(two(seconds % 86_400 / 3600))h"
    }

    /// The same in whole seconds, for what counts up on the screen.
    package static func elapsed(_ duration: Duration) -> String {
        Self.duration(.seconds(max(0, duration.components.seconds)), zero: "0 s")
    }

    private static func duration(_ duration: Duration, zero: String) -> String {
        duration == .zero ? zero : Self.duration(duration)
    }

    /// The same in whole steps, for what stands on an idle screen: seconds below a minute, then minutes, then hours. It
    /// changes with the clock alone (screens rule 8).
    package static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m" }
        if seconds < 86_400 { return "\(seconds / 3600)h\(two(seconds % 3600 / 60))" }
        return "\(seconds / 86_400)d\(two(seconds % 86_400 / 3600))"
    }

    /// `10,000`.
    package static func count(_ number: Int) -> String { Words.count(number) }

    /// `2/12`, `1,702/10,000`.
    package static func ratio(_ part: Int, _ whole: Int) -> String { Words.ratio(part, of: whole) }

    /// Rounded towards zero, so that 9,999 of 10,000 is not everything.
    package static func percent(_ part: Int, of whole: Int) -> String {
        whole > 0 ? "\(part * 100 / whole)%" : "-"
    }

    /// "1 node", "2 nodes".
    package static func plural(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func digits(_ value: Double, whole: Bool) -> String {
        if whole || value >= 9.95 { return "\(Int64(value.rounded()))" }
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
