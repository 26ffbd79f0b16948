import Foundation

/// A time in the future as people type it.
enum TimeToCome {
    /// Whole seconds from now, of `15m`, `2h`, `1d` or a UTC time; nil: it is none, or has passed.
    static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), (1...100_000).contains(count)
        {
            return count * unit
        }
        let seconds = ISO8601DateFormatter().date(from: text).map { Int($0.timeIntervalSinceNow.rounded(.up)) }
        return seconds.flatMap { $0 > 0 ? $0 : nil }
    }
}
