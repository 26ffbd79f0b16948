/// What a cell shows: one character, with at most two combining marks, in eight bytes, so that comparing ten
/// thousand cells costs little. The first half of a wide character carries it, the second half is `rest`.
package struct Glyph: Hashable, Sendable {
    /// The base in bits 0 to 20, the marks in 21 to 41 and 42 to 62, bit 63 for wide.
    private var bits: UInt64

    package static let blank = Glyph(base: " ", isWide: false)
    /// The right half of the wide character on its left.
    package static let rest = Glyph(bits: 0)

    private init(bits: UInt64) {
        self.bits = bits
    }

    init(base: Unicode.Scalar, isWide: Bool) {
        bits = UInt64(base.value) | (isWide ? 1 << 63 : 0)
    }

    /// The first sign of a text: for maps of ten thousand cells, which should not measure the same dot each time.
    package init(_ text: String) {
        self = TextWidth.glyphs(text).first ?? .blank
    }

    package var isWide: Bool { bits >> 63 == 1 }
    package var columns: Int { isWide ? 2 : 1 }

    /// The base and its marks as code points, 0 where there is none; all 0 for `rest`.
    package var scalars: (UInt32, UInt32, UInt32) {
        let mask: UInt64 = (1 << 21) - 1
        return (UInt32(bits & mask), UInt32(bits >> 21 & mask), UInt32(bits >> 42 & mask))
    }

    /// The same with one mark more, or unchanged when it has two: text from outside may carry hundreds.
    func marked(with mark: Unicode.Scalar) -> Glyph {
        let present = scalars
        if present.1 == 0 { return Glyph(bits: bits | UInt64(mark.value) << 21) }
        if present.2 == 0 { return Glyph(bits: bits | UInt64(mark.value) << 42) }
        return self
    }

    /// As text: nothing for `rest`.
    package var text: String {
        let (base, first, second) = scalars
        var view = String.UnicodeScalarView()
        for value in [base, first, second] where value != 0 {
            if let scalar = Unicode.Scalar(value) { view.append(scalar) }
        }
        return String(view)
    }
}
