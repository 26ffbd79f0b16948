/// A place in a file, counted from 1; columns in Unicode scalars.
package struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var column: Int

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A mistake in a settings file, with what would mend it.
package struct SettingsFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var place: Place
    package var what: String
    package var remedy: String

    package var description: String { "\(place): \(what); \(remedy)" }
}

/// Every fault of a settings file at once, in the order of the file. A file with one is refused as a whole (I22).
package struct SettingsFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// More are counted, not kept: a wrong file is wrong in every line.
    package static let limit = 200

    package private(set) var faults: [SettingsFault] = []
    package private(set) var omitted = 0

    mutating func add(_ fault: SettingsFault) {
        if faults.count < Self.limit { faults.append(fault) } else { omitted += 1 }
    }

    package var isEmpty: Bool { faults.isEmpty }

    /// In the order of the file; those of an included file come after.
    func sorted(first file: String) -> SettingsFaults {
        var sorted = self
        sorted.faults.sort { ($0.place.file == file ? 0 : 1, $0.place) < ($1.place.file == file ? 0 : 1, $1.place) }
        return sorted
    }

    package var description: String {
        var lines = faults.map(\.description)
        if omitted > 0 { lines.append("and \(omitted) more faults") }
        return lines.joined(separator: "\n")
    }
}
