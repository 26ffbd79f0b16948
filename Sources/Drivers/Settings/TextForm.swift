import Glibc
import RecoveryCore

/// A text that is not of the form that its key wants.
struct Malformed: Error {
    var what: String
    var remedy: String
}

/// From the text of a value to the value: pure, exact, without implicit types.
enum TextForm {
    /// `[A-Za-z0-9._-]{1,63}`: ASCII only, so that no two names look alike and none can carry escape codes.
    static func name(_ text: String) throws(Malformed) -> String {
        let fits = text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || isDotOrDash($0) }
        guard (1...63).contains(text.utf8.count), fits else {
            throw Malformed(what: "\(quoted(text)) is not a name", remedy: "use 1 to 63 of A-Z a-z 0-9 . _ -")
        }
        return text
    }

    /// `[a-z0-9.-]{1,63}`; it is also the name of a folder, so not `.` or `..`.
    static func systemName(_ text: String) throws(Malformed) -> String {
        let fits = text.utf8.allSatisfy {
            (isAlphanumeric($0) && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)) || isDotOrDash($0)
        }
        guard (1...63).contains(text.utf8.count), fits, text != ".", text != ".." else {
            throw Malformed(what: "\(quoted(text)) is not a system's name", remedy: "use 1 to 63 of a-z 0-9 . -")
        }
        return text
    }

    /// Words for people: up to 63 characters, any script.
    static func words(_ text: String) throws(Malformed) -> String {
        guard text.count <= 63 else {
            throw Malformed(what: "\(text.count) characters are too many", remedy: "use at most 63")
        }
        return text
    }

    /// Words that must say something.
    static func label(_ text: String) throws(Malformed) -> String {
        guard !text.isEmpty else { throw Malformed(what: "the text is empty", remedy: "write a word") }
        return try words(text)
    }

    static func count(_ range: ClosedRange<Int>) -> (String) throws(Malformed) -> Int {
        { (text: String) throws(Malformed) -> Int in
            guard let number = wholeNumber(text), range.contains(number) else {
                throw Malformed(
                    what: "\(quoted(text)) is not a number from \(range.lowerBound) to \(range.upperBound)",
                    remedy: "write a whole number in that range")
            }
            return number
        }
    }

    /// `500ms`, `1s`, `15m`, `1h`, `1d`.
    static func duration(_ range: ClosedRange<Duration>) -> (String) throws(Malformed) -> Duration {
        { (text: String) throws(Malformed) -> Duration in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let units = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
            guard let number = wholeNumber(String(digits)), let unit = units[String(text.dropFirst(digits.count))]
            else {
                throw Malformed(
                    what: "\(quoted(text)) is not a duration",
                    remedy: "write a whole number and a unit, like 500ms, 1s, 15m, 1h")
            }
            let duration = Duration.milliseconds(number * unit)
            guard range.contains(duration) else {
                throw Malformed(
                    what: "\(text) is out of range",
                    remedy: "use \(self.text(range.lowerBound)) to \(self.text(range.upperBound))")
            }
            return duration
        }
    }

    /// The shortest exact way to write a duration of whole milliseconds.
    static func text(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        for (unit, size) in [("h", Int64(3_600_000)), ("m", 60_000), ("s", 1000)]
        where milliseconds >= size && milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
    }

    /// `1/2`, or a decimal of at most six places, kept exactly: `0.5` is 1/2.
    static func threshold(_ text: String) throws(Malformed) -> Threshold {
        let fault = Malformed(
            what: "\(quoted(text)) is not a threshold", remedy: "write a fraction from 0 to 1, like 1/2 or 0.5")
        let numerator: Int
        let denominator: Int
        if let slash = text.firstIndex(of: "/") {
            guard let upper = wholeNumber(String(text[..<slash])),
                let lower = wholeNumber(String(text[text.index(after: slash)...]))
            else { throw fault }
            (numerator, denominator) = (upper, lower)
        } else {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let places = parts.count == 2 ? String(parts[1]) : ""
            guard parts.count <= 2, places.utf8.count <= 6, parts.count == 1 || !places.isEmpty,
                let whole = wholeNumber(String(parts[0])), let rest = wholeNumber(places.isEmpty ? "0" : places)
            else { throw fault }
            denominator = (0..<places.utf8.count).reduce(1) { power, _ in power * 10 }
            numerator = whole * denominator + rest
        }
        guard denominator > 0, denominator <= 1_000_000, numerator <= denominator else {
            throw Malformed(what: "the threshold \(quoted(text)) is not within 0 to 1", remedy: fault.remedy)
        }
        let common = greatestCommonDivisor(numerator, denominator)
        return Threshold(numerator / common, denominator / common)
    }

    static func syncRule(_ text: String) throws(Malformed) -> SyncSettings.Rule {
        let words = text.split(separator: " ").map(String.init)
        if words == ["real-time"] { return .realTime }
        if words.count == 2, words[0] == "every" {
            return .every(try duration(.seconds(1) ... .seconds(30 * 86400))(words[1]))
        }
        if words.count == 2, words[0] == "daily" {
            let parts = words[1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = wholeNumber(parts[0]),
                let minute = wholeNumber(parts[1]), hour < 24, minute < 60
            {
                return .daily(hour: hour, minute: minute)
            }
        }
        throw Malformed(
            what: "\(quoted(text)) is not a sync rule",
            remedy: "write real-time, \"every 15m\" or \"daily 02:00\" (UTC)")
    }

    static func text(_ rule: SyncSettings.Rule) -> String {
        switch rule {
        case .realTime: "real-time"
        case .every(let period): "every \(text(period))"
        case .daily(let hour, let minute): "daily \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
        }
    }

    /// A whole number of at most nine digits, which no unit can make overflow.
    static func wholeNumber(_ text: String) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// For messages: cut, and without anything that a terminal would obey.
    static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars.prefix(80) {
            shown += isPlain(scalar) ? String(scalar) : scalar.escaped(asASCII: true)
        }
        return shown + (text.unicodeScalars.count > 80 ? "..." : "") + "\""
    }

    /// Neither a control character nor one that changes how its neighbours are shown.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
        default: true
        }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: false
        }
    }

    private static func isDotOrDash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? max(left, 1) : greatestCommonDivisor(right, left % right)
    }
}
