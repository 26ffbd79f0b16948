import RecoveryCore
import Screen

/// What the operator looks for: words that must all hold. `text` is found anywhere, `!text` nowhere, `state:down` in the
/// field of that name. Capitals make no difference.
struct Filter: Hashable, Sendable {
    struct Term: Hashable, Sendable {
        var field: String?
        var text: String
        var isNegated: Bool
    }

    /// A thing as a filter sees it.
    typealias Fields = [(name: String, value: String)]

    private(set) var text: String
    private(set) var terms: [Term]

    static let none = Filter("")

    init(_ text: String) {
        self.text = text
        terms = text.split(separator: " ").compactMap { word in
            let isNegated = word.first == "!"
            let rest = isNegated ? word.dropFirst() : word
            guard !rest.isEmpty else { return nil }
            guard let colon = rest.firstIndex(of: ":"), Self.fields.contains(rest[..<colon].lowercased()) else {
                return Term(field: nil, text: rest.lowercased(), isNegated: isNegated)
            }
            let value = rest[rest.index(after: colon)...].lowercased()
            return Term(field: rest[..<colon].lowercased(), text: value, isNegated: isNegated)
        }
    }

    /// The names that may stand before a colon.
    static let fields = [
        "name", "state", "zone", "rack", "cluster", "address", "trouble", "kind", "priority", "where", "epoch", "error",
    ]

    var isEmpty: Bool { terms.isEmpty }

    func matches(_ fields: Fields) -> Bool {
        terms.allSatisfy { term in
            let isFound = fields.contains { field in
                (term.field == nil || term.field == field.name) && Self.contains(field.value, term.text)
            }
            return isFound != term.isNegated
        }
    }

    /// `text` is in lower case already. Byte by byte where both are ASCII, as nearly always.
    private static func contains(_ value: String, _ text: String) -> Bool {
        if text.isEmpty { return true }
        let needle = Array(text.utf8)
        let hay = Array(value.utf8)
        guard needle.count <= hay.count else { return false }
        guard hay.allSatisfy({ $0 < 0x80 }) else { return holds(value.lowercased(), needle) }
        return search(hay.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 }, needle)
    }

    private static func holds(_ value: String, _ needle: [UInt8]) -> Bool { search(Array(value.utf8), needle) }

    private static func search(_ hay: [UInt8], _ needle: [UInt8]) -> Bool {
        guard needle.count <= hay.count else { return false }
        return (0...(hay.count - needle.count)).contains { start in
            hay[start..<(start + needle.count)].elementsEqual(needle)
        }
    }
}

extension Snapshot {
    func fields(of id: NodeID) -> Filter.Fields {
        let node = settings.node(id)
        let status = nodes[id.index]
        return [
            ("name", node.name), ("state", status.state.word), ("zone", node.zone ?? ""), ("rack", node.rack ?? ""),
            ("cluster", settings.name(of: node.cluster)), ("address", node.address.description),
            ("trouble", status.trouble.words),
        ]
    }

    func fields(of alarm: Alarm) -> Filter.Fields {
        [
            ("kind", alarm.kind.rawValue), ("state", alarm.state.word), ("priority", String(alarm.priority)),
            ("where", alarm.cluster.map { settings.name(of: $0) } ?? settings.system), ("name", alarm.text),
        ]
    }

    func fields(of caller: CallerID) -> Filter.Fields {
        let status = callers[caller.index]
        return [
            ("name", settings.caller(caller).name), ("epoch", String(status.applied)),
            ("state", status.standing(epoch).word(pulls: status.pulls)), ("error", status.error ?? ""),
        ]
    }
}
