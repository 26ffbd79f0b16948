import Yams

/// Reads a theme file through the parser's nodes, which know their places. Goes on after a fault, to find the others.
struct ThemeReader {
    let file: String
    private(set) var faults: [ThemeFault] = []
    private var theme = ThemeFile(name: "", inherits: nil, variant: nil, palette: [:], roles: [:], mono: [:])

    /// A theme is a page of text; more than this is something else.
    private static let longest = 64 * 1024

    init(file: String) {
        self.file = file
    }

    mutating func read(_ text: String) -> ThemeFile {
        guard text.utf8.count <= Self.longest else {
            fault(1, 1, "a theme of \(text.utf8.count) bytes", "at most \(Self.longest) are read; is it a theme file?")
            return theme
        }
        do {
            guard let root = try Yams.compose(yaml: text) else {
                fault(1, 1, "the file is empty", "start with `name:` and `inherits: default-dark`")
                return theme
            }
            readTop(root)
        } catch let error as YamlError {
            syntaxFault(error)
        } catch {
            fault(1, 1, "cannot be read: \(error)", "write it as YAML")
        }
        faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
        return theme
    }

    private mutating func readTop(_ root: Node) {
        for (key, value) in pairs(root, of: "a theme", remedy: "write `name:`, `inherits:`, `palette:`, `roles:`") {
            switch key.string {
            case "name": theme.name = scalar(value) ?? ""
            case "inherits": theme.inherits = scalar(value)
            case "variant": readVariant(value)
            case "palette": readPalette(value)
            case "roles": readRoles(value)
            case "mono": readMono(value)
            default:
                fault(
                    key, "unknown key `\(key.string ?? "?")`", "known are name, inherits, variant, palette, roles, mono"
                )
            }
        }
        if theme.name.isEmpty && faults.isEmpty { fault(root, "no name", "add `name:`") }
    }

    private mutating func readVariant(_ node: Node) {
        guard let word = scalar(node) else { return }
        theme.variant = Theme.Variant(rawValue: word)
        if theme.variant == nil { fault(node, "unknown variant `\(word)`", "write dark or light") }
    }

    private mutating func readPalette(_ node: Node) {
        for (key, value) in pairs(node, of: "the palette", remedy: "write lines like `sky: \"#56b4e9 74 cyan\"`") {
            guard let name = key.string, let text = scalar(value) else { continue }
            if name == "default" || name == "on" || name.contains(" ") || name.hasPrefix("+") {
                fault(key, "a colour cannot be named `\(name)`", "choose one word, not `on` and not `default`")
            } else if let color = color(text, at: value) {
                theme.palette[name] = color
            }
        }
    }

    private mutating func color(_ text: String, at node: Node) -> Color? {
        let words = text.split(separator: " ")
        guard words.count == 3, let rgb = RGB(hexadecimal: words[0]), let index = UInt8(words[1]),
            let named = NamedColor(rawValue: String(words[2]))
        else {
            fault(
                node, "`\(text)` is not a colour in three levels",
                "write #rrggbb, a number from 0 to 255, and one of black, red, ... bright-white")
            return nil
        }
        return Color(rgb: rgb, indexed: index, named: named)
    }

    private mutating func readRoles(_ node: Node) {
        for (key, value) in pairs(node, of: "roles", remedy: "write lines like `alarm.p1: white on red +bold`") {
            guard let name = roleName(key), let text = scalar(value) else { continue }
            theme.roles[name] = look(text, at: value)
        }
    }

    private mutating func readMono(_ node: Node) {
        for (key, value) in pairs(node, of: "mono", remedy: "write lines like `alarm.p1: +bold +reverse`") {
            guard let name = roleName(key), let text = scalar(value) else { continue }
            let look = look(text, at: value)
            if look.foreground != nil || look.background != nil {
                fault(value, "a colour under mono", "write attributes only, such as +bold")
            }
            theme.mono[name] = look.attributes
        }
    }

    private mutating func roleName(_ key: Node) -> String? {
        guard let name = key.string, ThemeFile.roleNames.contains(name) else {
            let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
            fault(key, "unknown role `\(key.string ?? "?")`", "known are \(known)")
            return nil
        }
        return name
    }

    /// `white on vermillion +bold`: a foreground, a background, attributes, each of them optional.
    private mutating func look(_ text: String, at node: Node) -> ThemeFile.Look {
        var look = ThemeFile.Look(foreground: nil, background: nil, attributes: [])
        var isBackground = false
        for word in text.split(separator: " ") {
            if word == "on" {
                isBackground = true
            } else if word.hasPrefix("+") {
                if let attribute = Attributes(word: word.dropFirst()) {
                    look.attributes.insert(attribute)
                } else {
                    let known = Attributes.words.map { "+" + $0.word }.joined(separator: ", ")
                    fault(node, "unknown attribute `\(word)`", "known are \(known)")
                }
            } else if word != "default" {
                let place = place(node)
                let name = ThemeFile.ColorName(name: String(word), line: place.line, column: place.column)
                if isBackground { look.background = name } else { look.foreground = name }
            }
        }
        return look
    }
}

/// Nodes and faults.
extension ThemeReader {
    private mutating func pairs(_ node: Node, of what: String, remedy: String) -> [(key: Node, value: Node)] {
        guard let mapping = node.mapping else {
            fault(node, "\(what) must be keys with values", remedy)
            return []
        }
        return mapping.map { (key: $0.key, value: $0.value) }
    }

    private mutating func scalar(_ node: Node) -> String? {
        guard let scalar = node.scalar else {
            fault(node, "a list or keys where a text belongs", "write it on one line")
            return nil
        }
        return scalar.string
    }

    private func place(_ node: Node) -> (line: Int, column: Int) {
        node.mark.map { ($0.line, $0.column) } ?? (1, 1)
    }

    private mutating func fault(_ node: Node, _ what: String, _ remedy: String) {
        let place = place(node)
        fault(place.line, place.column, what, remedy)
    }

    private mutating func fault(_ line: Int, _ column: Int, _ what: String, _ remedy: String) {
        faults.append(ThemeFault(file: file, line: line, column: column, what: what, remedy: remedy))
    }

    private mutating func syntaxFault(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            fault(mark.line, mark.column, problem, "quote texts that hold `#` or `: `")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let name = duplicates.map { "`\($0)`" }.joined(separator: ", ")
            fault(context.mark.line, context.mark.column, "repeated key \(name)", "keep one of them")
        default:
            fault(1, 1, "\(error)", "write it as YAML")
        }
    }
}
