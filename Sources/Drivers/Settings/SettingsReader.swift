import RecoveryCore
import Yams

/// A text with the place where it stands.
struct Located {
    var text: String
    var place: Place
}

/// A mapping of the file whose keys are known and stand once.
struct SettingsSection {
    /// How the section is called in messages and explanations: `heartbeat`, `clusters.fra1`.
    var path: String
    var place: Place
    var values: [String: YAMLNode]
}

/// Reads values out of the nodes of one settings file and gathers every fault on the way. One reader reads one file.
final class SettingsReader {
    let document: SettingsDocument
    /// For relative paths.
    let folder: String
    let environment: [String: String]
    private(set) var faults = SettingsFaults()
    private(set) var values: [SettingsValue] = []
    var warnings: [String] = []
    /// Of the callers, by name; each is one caller's only.
    var tokens: [String: Secret] = [:]
    /// The secrets of the callers' webhooks.
    var webhooks: [Credentials.WebhookName: Secret] = [:]
    /// The line where each token was named.
    var tokenPlaces: [Secret: Int] = [:]
    /// Lists of aliases of lists of aliases can stand for more than any machine can read.
    private static let mostTexts = 1_000_000
    private var texts = 0
    /// Nobody reads a thousand faults: what is left is not looked at.
    private var isHopeless: Bool { texts > Self.mostTexts || faults.omitted > 1000 }

    init(document: SettingsDocument, folder: String, environment: [String: String]) {
        self.document = document
        self.folder = folder
        self.environment = environment
    }

    func fault(_ place: Place, _ what: String, _ remedy: String) {
        faults.add(SettingsFault(place: place, what: what, remedy: remedy))
    }

    func note(_ key: String, _ text: String, _ place: Place?) {
        values.append(SettingsValue(key: key, text: text, place: place))
    }

    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    /// The mapping at a node; nil after a fault.
    func section(_ node: YAMLNode, _ path: String, _ keys: SettingsKeys) -> SettingsSection? {
        guard let pairs = pairs(node, path) else { return nil }
        var section = SettingsSection(path: path, place: document.place(node), values: [:])
        for (key, value) in pairs {
            if keys.known.contains(key.text) {
                section.values[key.text] = value
            } else if keys.notBuilt.contains(key.text) {
                fault(key.place, "the key \(key.text) is not built yet", "leave it out")
            } else {
                fault(key.place, "unknown key \(TextForm.quoted(key.text))", keys.remedy(for: key.text))
            }
        }
        return section
    }

    /// The mapping under a key of another; nil when it is absent or faulty.
    func section(_ parent: SettingsSection, _ key: String, _ keys: SettingsKeys) -> SettingsSection? {
        parent.values[key].flatMap { section($0, key, keys) }
    }

    /// Keys and values of a mapping in the order of the file, each key once.
    func pairs(_ node: YAMLNode, _ path: String) -> [(Located, YAMLNode)]? {
        guard case .mapping(let mapping) = node else {
            fault(document.place(node), "\(path): a mapping is expected, not \(Self.kind(node))", "write key: value")
            return nil
        }
        var first: [String: Place] = [:]
        var found: [(Located, YAMLNode)] = []
        for (key, value) in mapping {
            guard let text = text(key, path) else { continue }
            if let before = first[text.text] {
                fault(
                    text.place, "the key \(TextForm.quoted(text.text)) is repeated (first in line \(before.line))",
                    "keep one of them")
                continue
            }
            first[text.text] = text.place
            found.append((text, value))
        }
        return found
    }

    /// The elements of a list; empty when the key is absent or faulty.
    func list(_ section: SettingsSection, _ key: String) -> [YAMLNode] {
        guard let node = section.values[key], !isHopeless else { return [] }
        guard case .sequence(let sequence) = node else {
            fault(
                document.place(node), "\(section.path) \(key): a list is expected, not \(Self.kind(node))",
                "write [a, b], or a line \"- ...\" each")
            return []
        }
        return Array(sequence)
    }

    /// The text at a node, as it stands: `1`, `yes` and `"1"` are texts alike.
    func text(_ node: YAMLNode, _ path: String) -> Located? {
        let place = document.place(node)
        texts += 1
        guard texts <= Self.mostTexts else {
            if texts == Self.mostTexts + 1 {
                fault(place, "the file unfolds to more than \(Self.mostTexts) texts", "use fewer aliases (*name)")
            }
            return nil
        }
        guard case .scalar(let scalar) = node else {
            fault(place, "\(path): a text is expected, not \(Self.kind(node))", "write one value")
            return nil
        }
        guard scalar.string.unicodeScalars.allSatisfy(TextForm.isPlain) else {
            fault(place, "\(path): \(TextForm.quoted(scalar.string)) holds a control character", "remove it")
            return nil
        }
        return Located(text: scalar.string, place: place)
    }

    func text(_ section: SettingsSection, _ key: String) -> Located? {
        section.values[key].flatMap { text($0, "\(section.path) \(key)") }
    }

    func required(_ section: SettingsSection, _ key: String, _ remedy: String) -> Located? {
        if section.values[key] == nil { fault(section.place, "\(section.path): \(key) is missing", remedy) }
        return text(section, key)
    }

    /// The value of a text; nil after a fault.
    func parse<Value>(_ located: Located, _ form: (String) throws(Malformed) -> Value) -> Value? {
        do {
            return try form(located.text)
        } catch {
            fault(located.place, error.what, error.remedy)
            return nil
        }
    }

    /// The value of an optional key, or its default; either is noted for the explanation.
    func value<Value>(
        _ section: SettingsSection?, _ key: String, in path: String, default fallback: Value,
        words: (Value) -> String, _ form: (String) throws(Malformed) -> Value
    ) -> Value {
        let located = section.flatMap { text($0, key) }
        let value = located.flatMap { parse($0, form) } ?? fallback
        note("\(path).\(key)", words(value), located?.place)
        return value
    }

    private static func kind(_ node: YAMLNode) -> String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "a text"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
