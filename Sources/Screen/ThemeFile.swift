import Yams

/// A theme file as it was written, before what it inherits is put beneath it.
package struct ThemeFile: Hashable, Sendable {
    package var name: String
    package var inherits: String?
    package var variant: Theme.Variant?
    package var palette: [String: Color]
    /// By a role, or by a prefix of roles such as `alarm`.
    var roles: [String: Look]
    var mono: [String: Attributes]

    /// A style whose colours are still names: the palette may be an inherited one.
    struct Look: Hashable, Sendable {
        var foreground: ColorName?
        var background: ColorName?
        var attributes: Attributes
    }

    /// A colour's name and its place, so that a fault found later still has it.
    struct ColorName: Hashable, Sendable {
        var name: String
        var line: Int
        var column: Int
    }

    /// Every word that may stand before a colon under `roles:`.
    static let roleNames: Set<String> = Set(Role.allCases.flatMap(\.prefixes))

    package static func parse(_ text: String, file: String) throws(ThemeFaults) -> ThemeFile {
        var reader = ThemeReader(file: file)
        let theme = reader.read(text)
        guard reader.faults.isEmpty else { throw ThemeFaults(faults: reader.faults) }
        return theme
    }
}
