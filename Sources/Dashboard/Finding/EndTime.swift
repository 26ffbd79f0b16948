/// An end time as an operator types it: `30m`, `1h30m`, `2d`, or a time of day in UTC like `14:30`.
enum EndTime {
    /// How long from now; nil: it cannot be understood.
    ///
    /// - Parameter wallclock: seconds since 1970 now.
    static func parse(_ text: String, wallclock: Double) -> Duration? {
        if text.contains(":") { return timeOfDay(text, wallclock) }
        var rest = text.lowercased()[...]
        var seconds: Int64 = 0
        var units = "dhms"[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), digits.count <= 6 else { return nil }
            rest = rest.dropFirst(digits.count)
            // Each unit once, the largest first.
            guard let unit = rest.first, let place = units.firstIndex(of: unit) else { return nil }
            units = units[units.index(after: place)...]
            rest = rest.dropFirst()
            seconds += number * (unit == "d" ? 86_400 : unit == "h" ? 3600 : unit == "m" ? 60 : 1)
        }
        return seconds > 0 ? .seconds(seconds) : nil
    }

    private static func timeOfDay(_ text: String, _ wallclock: Double) -> Duration? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) }), let hour = Int64(parts[0]),
            let minute = Int64(parts[1]), 0...23 ~= hour, 0...59 ~= minute, wallclock.isFinite, abs(wallclock) < 1e15
        else { return nil }
        let now = (Int64(wallclock) % 86_400 + 86_400) % 86_400
        let wanted = hour * 3600 + minute * 60
        // One that has passed today means tomorrow.
        return .seconds(wanted > now ? wanted - now : wanted - now + 86_400)
    }
}
