import Screen

/// What comes from outside: the command line, the settings and the terminal.
package struct DashboardOptions: Hashable, Sendable {
    /// Over every screen that is not the real thing: `DEMO`, `DRILL`, `REPLAY` (I24).
    package var banner: String?
    package var glyphs: GlyphSet
    /// Looking only: no key leads to a command.
    package var isReadOnly: Bool
    package var keys: KeyMap
    /// The names of the themes that can be chosen, and of the one in use.
    package var themes: [String]
    package var theme: String
    /// There is an overview of several systems to go back to.
    package var hasOverview: Bool
    /// The process that runs the engine, in words; nil: this one does. Leaving another's ends nothing, and is not asked about.
    package var engineElsewhere: String?
    /// Whose dashboard this is.
    package var `operator`: String

    package init(
        banner: String? = nil, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false, keys: KeyMap = .standard,
        themes: [String] = [], theme: String = "", hasOverview: Bool = false, engineElsewhere: String? = nil,
        operator: String = ""
    ) {
        self.banner = banner
        self.glyphs = glyphs
        self.isReadOnly = isReadOnly
        self.keys = keys
        self.themes = themes
        self.theme = theme
        self.hasOverview = hasOverview
        self.engineElsewhere = engineElsewhere
        self.operator = `operator`
    }

    package var isAttached: Bool { engineElsewhere != nil }
}
