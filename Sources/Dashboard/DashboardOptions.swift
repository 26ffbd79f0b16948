import Screen

/// What is fixed for the life of the screen.
package struct DashboardOptions: Hashable, Sendable {
    /// Over every screen that is not the real thing: `DEMO`, `DRILL`, `REPLAY` (I24).
    package var banner: String?
    package var glyphs: GlyphSet
    /// Looking only: no key leads to a command.
    package var isReadOnly: Bool

    package init(banner: String? = nil, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false) {
        self.banner = banner
        self.glyphs = glyphs
        self.isReadOnly = isReadOnly
    }
}
