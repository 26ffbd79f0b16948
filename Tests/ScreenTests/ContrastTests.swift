import Testing

@testable import Screen

/// Every shipped colour must be legible (WCAG 2: 4.5:1 for words), at 24 bits and at 256 colours.
@Suite struct ContrastTests {
    @Test(arguments: ["default-dark", "default-light"])
    func wordsHaveAContrastOf4Point5(_ name: String) throws {
        let theme = try #require(ThemeCatalog.builtIn.theme(named: name))
        // The terminal's own colours are not known: the least favourable of the usual backgrounds, and its text.
        let grounds: [RGB] =
            theme.variant == .dark ? [gray(0), gray(0x26)] : [gray(255), RGB(red: 0xfd, green: 0xf6, blue: 0xe3)]
        let words = theme.variant == .dark ? gray(0xcc) : gray(0x33)
        for role in Role.allCases {
            let style = theme.style(role, depth: .indexed256)
            for ground in grounds {
                for level in [\Color.rgb, \Color.shown] {
                    let ratio = contrast(
                        style.foreground?[keyPath: level] ?? words, style.background?[keyPath: level] ?? ground)
                    #expect(ratio >= 4.5, "\(role.rawValue) in \(name): \(ratio)")
                }
            }
        }
    }

    private func gray(_ value: UInt8) -> RGB { RGB(red: value, green: value, blue: value) }
}

extension Color {
    /// What a terminal of 256 colours shows.
    fileprivate var shown: RGB {
        if indexed >= 232 {
            let level = 8 + 10 * (indexed - 232)
            return RGB(red: level, green: level, blue: level)
        }
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let cube = Int(indexed) - 16
        return RGB(red: levels[cube / 36], green: levels[cube / 6 % 6], blue: levels[cube % 6])
    }
}
