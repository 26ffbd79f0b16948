import Testing

@testable import Screen

/// Every shipped theme can be read (WCAG 2) and its states told apart with any kind of colour vision, at 24 bits and at
/// 256 colours.
@Suite struct ContrastTests {
    @Test(arguments: ThemeCatalog.builtIn.names) func everyThemeIsLegibleAndItsStatesDiffer(_ name: String) throws {
        let theme = try #require(ThemeCatalog.builtIn.theme(named: name))
        for fault in ThemeCheck(theme).faults { Issue.record("\(name): \(fault)") }
    }

    @Test func highContrastIsHigh() throws {
        let theme = try #require(ThemeCatalog.builtIn.theme(named: "high-contrast"))
        for role in Role.allCases {
            let style = theme.style(role, depth: .indexed256)
            guard let front = style.foreground else { continue }
            let back = style.background?.shown ?? RGB(red: 0, green: 0, blue: 0)
            #expect(ColorVision.contrast(front.shown, back) >= 7, "\(role.rawValue)")
        }
    }

    @Test func theFiguresAreThoseOfTheDefinitions() {
        let black = RGB(red: 0, green: 0, blue: 0)
        let white = RGB(red: 255, green: 255, blue: 255)
        #expect(abs(ColorVision.contrast(black, white) - 21) < 0.01)
        #expect(abs(ColorVision.contrast(RGB(red: 0x77, green: 0x77, blue: 0x77), white) - 4.48) < 0.01)
        #expect(abs(ColorVision.full.distance(black, white) - 100) < 0.1)
        let (red, green) = (RGB(red: 160, green: 60, blue: 30), RGB(red: 100, green: 90, blue: 30))
        #expect(ColorVision.full.distance(red, green) > 30)
        #expect(ColorVision.protanopia.distance(red, green) < 15, "they are nearly the same to one in a hundred men")
    }

    @Test("Production has a bar of its own, also without colour", arguments: ThemeCatalog.builtIn.names)
    func production(_ name: String) throws {
        let theme = try #require(ThemeCatalog.builtIn.theme(named: name))
        for depth in [ColorDepth.mono, .named16, .indexed256, .direct] {
            let (bar, production) = (theme.style(.bar, depth: depth), theme.style(.barProduction, depth: depth))
            #expect(
                bar.attributes.subtracting(.bold) != production.attributes.subtracting(.bold)
                    || bar.background != production.background, "\(depth)")
        }
    }

    @Test func aBarThatIsOnlyBolderForProductionIsFaulty() throws {
        var catalog = ThemeCatalog.builtIn
        let yaml = "name: same\ninherits: default-dark\nroles: {bar: +reverse, bar.production: +bold +reverse}\n"
        try catalog.add(yaml, file: "same.yaml")
        let faults = ThemeCheck(try #require(catalog.theme(named: "same"))).faults.map(\.description)
        #expect(faults.contains { $0.hasPrefix("distance bar bar.production") }, "\(faults)")
    }

    @Test func aThemeThatCannotBeReadIsFaulty() throws {
        var catalog = ThemeCatalog.builtIn
        try catalog.add(
            """
            name: bad
            inherits: default-dark
            palette: {mud: "#303030 236 black", brick: "#c87840 173 red", moss: "#b88848 137 green"}
            roles: {text: mud, node.late: moss, node.nodata: brick}
            """, file: "bad.yaml")
        let faults = ThemeCheck(try #require(catalog.theme(named: "bad"))).faults.map(\.description)
        #expect(faults.contains { $0.hasPrefix("contrast text ") })
        #expect(faults.contains { $0.hasPrefix("distance node.late node.nodata") })
    }
}
