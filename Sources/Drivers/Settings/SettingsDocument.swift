import Yams

/// A node of a YAML document; a `Node` is one of a cluster.
typealias YAMLNode = Yams.Node

/// A settings file as nodes with their places.
///
/// Yams refuses a mapping with a repeated key as a whole and tells the first only. So that one repeated key does not
/// hide every other fault, the first of two equal keys gets a YAML tag, which makes them differ; `SettingsReader` then
/// finds the repetition itself. The columns after a tag are moved back.
struct SettingsDocument {
    let file: String
    let root: YAMLNode?
    private var tags: [Int: [Int]] = [:]

    private static let tag = "!first "
    private static let mostRepetitions = 20

    /// - Throws: the one fault of a text that is not YAML: nothing after it can be trusted.
    init(text: String, file: String) throws(SettingsFault) {
        self.file = file
        var text = text
        for _ in 0...Self.mostRepetitions {
            do {
                root = try Yams.compose(yaml: text, .basic)
                return
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                guard let tagged = Self.insert(Self.tag, into: text, context.mark) else { break }
                text = tagged
                let column = context.mark.column
                let moved = tags[context.mark.line, default: []].map { $0 >= column ? $0 + Self.tag.count : $0 }
                tags[context.mark.line] = (moved + [column]).sorted()
            } catch {
                throw Self.fault(error, file: file, correct: { [tags] in Self.place($0, file, tags) })
            }
        }
        throw SettingsFault(
            place: Place(file: file, line: 1, column: 1), what: "more than \(Self.mostRepetitions) keys are repeated",
            remedy: "is the file doubled?")
    }

    func place(_ node: YAMLNode) -> Place {
        guard let mark = node.mark else { return Place(file: file, line: 1, column: 1) }
        return Self.place(mark, file, tags)
    }

    private static func place(_ mark: Mark, _ file: String, _ tags: [Int: [Int]]) -> Place {
        var column = mark.column
        // From the right: a tag moved what stands after it.
        for tagged in (tags[mark.line] ?? []).reversed() where tagged < column { column -= tag.count }
        return Place(file: file, line: mark.line, column: max(1, column))
    }

    private static func insert(_ tag: String, into text: String, _ mark: Mark) -> String? {
        var line = 1
        var index = text.utf8.startIndex
        while line < mark.line {
            guard let end = text.utf8[index...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            index = text.utf8.index(after: end)
            line += 1
        }
        let scalars = text.unicodeScalars
        guard let key = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex) else { return nil }
        return text[..<key] + tag + text[key...]
    }

    private static func fault(_ error: any Error, file: String, correct: (Mark) -> Place) -> SettingsFault {
        let remedy = "mend the YAML (indentation, quotes, brackets)"
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let around = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            return SettingsFault(place: correct(mark), what: "not YAML: \(problem)\(around)", remedy: remedy)
        default:
            let place = Place(file: file, line: 1, column: 1)
            return SettingsFault(place: place, what: "not YAML: \(TextForm.quoted("\(error)"))", remedy: remedy)
        }
    }
}
