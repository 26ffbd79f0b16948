import Screen

/// What is fixed for the life of the screen.
package struct DashboardOptions: Hashable, Sendable {
    /// Over every screen that is not the real thing: `DEMO`, `DRILL`, `REPLAY` (I24).
    package var banner: String?
    package var glyphs: GlyphSet
    /// Looking only: no key leads to a command.
    package var isReadOnly: Bool
    /// The engine runs in another process: leaving ends nothing, and is not asked about.
    package var isAttached: Bool

    package init(
        banner: String? = nil, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false, isAttached: Bool = false
    ) {
        self.banner = banner
        self.glyphs = glyphs
        self.isReadOnly = isReadOnly
        self.isAttached = isAttached
    }
}
