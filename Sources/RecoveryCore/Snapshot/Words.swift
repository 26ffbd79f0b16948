/// Figures in the words of sentences: short, rounded, never more exact than they are.
package enum Words {
    /// "0.4s", "48s", "27m51s", "2h05m", "3d04h".
    package static func duration(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.milliseconds)
        if milliseconds < 10_000 { return "\(milliseconds / 1000).\(milliseconds % 1000 / 100)s" }
        let seconds = milliseconds / 1000
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m\(padded(seconds % 60))s" }
        if seconds < 86_400 { return "\(seconds / 3600)h\(padded(seconds % 3600 / 60))m" }
        return "\(seconds / 86_400)d\(padded(seconds % 86_400 / 3600))h"
    }

    /// "0 B", "41 KB", "3.4 MB": powers of 1000, one decimal below ten.
    package static func bytes(_ count: Int64) -> String {
        guard count >= 1000 else { return "\(count) B" }
        var value = Double(count)
        var unit = 0
        let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        return tenths < 100
            ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(Int64(value.rounded())) \(units[unit])"
    }

    /// "10,000".
    package static func count(_ number: Int) -> String {
        if number < 0 { return "-" + count(number == .min ? .max : -number) }
        let digits = String(number)
        guard number >= 1000 else { return digits }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// "a1 a2 a3 and 7 more": the first of so many.
    package static func names(_ first: [String], of count: Int) -> String {
        first.joined(separator: " ") + (count > first.count ? " and \(count - first.count) more" : "")
    }

    /// "1,702 of 10,000".
    package static func share(_ part: Int, of whole: Int) -> String { "\(count(part)) of \(count(whole))" }

    /// "1,702/10,000".
    package static func ratio(_ part: Int, of whole: Int) -> String { "\(count(part))/\(count(whole))" }

    private static func padded(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
