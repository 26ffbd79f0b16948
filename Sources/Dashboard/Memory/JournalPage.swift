import RecoveryCore

/// A journal entry as the screen shows it.
package struct JournalLine: Hashable, Sendable {
    package var number: Int64
    /// Seconds since 1970.
    package var wallTime: Double
    package var kind: String
    package var text: String
    package var entry: JournalEntry?

    package init(number: Int64, wallTime: Double, kind: String, text: String, entry: JournalEntry?) {
        self.number = number
        self.wallTime = wallTime
        self.kind = kind
        self.text = text
        self.entry = entry
    }

    var fields: Filter.Fields { [("kind", kind), ("name", text)] }
}

/// The newest part of the journal, as far as the program has read it for this screen.
package struct JournalPage: Hashable, Sendable {
    package static let mostLines = 2000

    /// In the order in which they were written.
    package private(set) var lines: [JournalLine] = []
    /// Why it cannot be read.
    package var trouble: String?

    package init() {}

    package mutating func append(_ new: [JournalLine]) {
        let last = lines.last?.number ?? 0
        lines += new.filter { $0.number > last }
        if lines.count > Self.mostLines { lines.removeFirst(lines.count - Self.mostLines) }
    }
}
