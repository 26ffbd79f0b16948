import RecoveryCore

/// A way to tell people of alarms.
package struct NotifySettings: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case alertmanager(url: String)
        case webhook(url: String)
        case command([String])
    }

    package var kind: Kind
    /// Only of a first alarm that was not acknowledged for so long.
    package var after: Duration?
}

extension SettingsReader {
    func notify(_ root: SettingsSection) -> [NotifySettings] {
        var found: [NotifySettings] = []
        for node in list(root, "notify") {
            guard let section = section(node, "notify", .notify) else { continue }
            let ways = ["alertmanager", "webhook", "command"].filter { section.values[$0] != nil }
            guard ways.count == 1 else {
                fault(
                    section.place,
                    "notify: \(ways.isEmpty ? "no way" : "\(ways.joined(separator: " and "))") in one line",
                    "write one of alertmanager:, webhook:, command: in each line of notify:")
                continue
            }
            let after = text(section, "after").flatMap {
                parse($0, TextForm.duration(.seconds(1) ... .seconds(86_400)))
            }
            guard let kind = kind(ways[0], section) else { continue }
            let way = NotifySettings(kind: kind, after: after)
            if found.contains(where: { $0.kind == kind }) {
                fault(section.place, "the same way is there twice", "keep one of them")
            }
            note("notify.\(ways[0])", after.map { "after \(TextForm.text($0))" } ?? "at once", section.place)
            found.append(way)
        }
        return found
    }

    private func kind(_ way: String, _ section: SettingsSection) -> NotifySettings.Kind? {
        if way == "command" {
            let words = list(section, "command").compactMap { text($0, "command")?.text }
            guard let program = words.first, !program.isEmpty else {
                fault(section.place, "notify: the command is empty", "write command: [/usr/local/bin/page]")
                return nil
            }
            return .command(words)
        }
        guard let url = text(section, way).flatMap({ parse($0, TextForm.httpURL) }) else { return nil }
        var plain = url
        while plain.hasSuffix("/") { plain.removeLast() }
        return way == "alertmanager" ? .alertmanager(url: plain) : .webhook(url: url)
    }
}
