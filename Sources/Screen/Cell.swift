/// One place on the screen.
package struct Cell: Hashable, Sendable {
    package var glyph: Glyph
    package var role: Role
    /// The terminal blinks it by itself (about 1 Hz), so that a new alarm costs no frames.
    package var blinks: Bool

    package static let blank = Cell(glyph: .blank, role: .text, blinks: false)
}
