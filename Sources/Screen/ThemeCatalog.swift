/// The themes that can be chosen: those built into the program, and files that were added. A later file of the same name
/// takes the place of an earlier one.
package struct ThemeCatalog: Sendable {
    private var files: [ThemeFile] = []

    package static let builtIn: ThemeCatalog = {
        var catalog = ThemeCatalog()
        for text in BuiltInThemes.all {
            do {
                try catalog.add(text.yaml, file: text.file)
            } catch {
                preconditionFailure("a theme of our own is faulty: \(error)")  // a test reads them all
            }
        }
        return catalog
    }()

    package var names: [String] { files.map(\.name) }

    @discardableResult
    package mutating func add(_ yaml: String, file: String) throws(ThemeFaults) -> String {
        let theme = try ThemeFile.parse(yaml, file: file)
        var trial = self
        trial.files.removeAll { $0.name == theme.name }
        trial.files.append(theme)
        _ = try trial.resolve(theme, file: file)
        self = trial
        return theme.name
    }

    /// The theme of this name; nil when there is none.
    package func theme(named name: String) -> Theme? {
        guard let file = files.first(where: { $0.name == name }) else { return nil }
        do {
            return try resolve(file, file: name)
        } catch {
            return nil  // it was resolved when it was added, but what it inherits has been replaced by a faulty one
        }
    }

    /// A theme with all that it inherits beneath it. For each role: the file's own entry, its entry for the prefix, then
    /// the same in the inherited theme.
    private func resolve(_ file: ThemeFile, file path: String) throws(ThemeFaults) -> Theme {
        let chain = try ancestry(of: file, path: path)
        var palette: [String: Color] = [:]
        for theme in chain.reversed() { palette.merge(theme.palette) { $1 } }
        var faults: [ThemeFault] = []
        for (_, look) in file.roles.sorted(by: { $0.key < $1.key }) {
            for name in [look.foreground, look.background].compactMap({ $0 }) where palette[name.name] == nil {
                faults.append(
                    ThemeFault(
                        file: path, line: name.line, column: name.column, what: "unknown colour `\(name.name)`",
                        remedy: "add it to the palette, or write default"))
            }
        }
        guard faults.isEmpty else {
            throw ThemeFaults(faults: faults.sorted { ($0.line, $0.column, $0.what) < ($1.line, $1.column, $1.what) })
        }
        var styles: [Role: Style] = [:]
        var mono: [Role: Attributes] = [:]
        for role in Role.allCases {
            if let look = first(role, in: chain.map(\.roles)) {
                styles[role] = Style(
                    foreground: look.foreground.flatMap { palette[$0.name] },
                    background: look.background.flatMap { palette[$0.name] }, attributes: look.attributes)
            }
            mono[role] = first(role, in: chain.map(\.mono))
        }
        let variant = chain.lazy.compactMap(\.variant).first ?? .dark
        return Theme(name: file.name, variant: variant, styles: styles, mono: mono)
    }

    private func first<Value>(_ role: Role, in chain: [[String: Value]]) -> Value? {
        for entries in chain {
            for name in role.prefixes {
                if let value = entries[name] { return value }
            }
        }
        return nil
    }

    /// The theme, what it inherits, what that inherits.
    private func ancestry(of file: ThemeFile, path: String) throws(ThemeFaults) -> [ThemeFile] {
        var chain = [file]
        while let name = chain[chain.count - 1].inherits {
            guard let next = files.first(where: { $0.name == name }), !chain.contains(where: { $0.name == name }) else {
                let isCircle = chain.contains { $0.name == name }
                let what = isCircle ? "`\(name)` inherits itself" : "there is no theme `\(name)` to inherit"
                let fault = ThemeFault(
                    file: path, line: 1, column: 1, what: what, remedy: "known are \(names.joined(separator: ", "))")
                throw ThemeFaults(faults: [fault])
            }
            chain.append(next)
        }
        return chain
    }
}
