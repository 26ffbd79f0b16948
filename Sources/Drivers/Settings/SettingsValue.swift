/// A value in force and where it came from.
package struct SettingsValue: Hashable, Sendable {
    /// Dotted: `heartbeat.interval`, `clusters.fra1.a1`.
    package var key: String
    package var text: String
    /// nil: the default.
    package var place: Place?
}

/// What `drtop check --explain` prints: every value in force with its place in the file, or "default".
package struct SettingsExplanation: Sendable, CustomStringConvertible {
    package var values: [SettingsValue]

    package var description: String {
        // Two columns as wide as most values need; a longer value only moves its own place.
        let keyWidth = min(40, values.map { $0.key.count }.max() ?? 0)
        let textWidth = min(40, values.map { $0.text.count }.max() ?? 0)
        return values.map { value in
            let origin = value.place.map { "\($0.file):\($0.line)" } ?? "default"
            return "\(pad(value.key, keyWidth))  \(pad(value.text, textWidth))  \(origin)"
        }.joined(separator: "\n")
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
