import Testing

@testable import Screen

@Suite struct ThemeTests {
    private func faults(_ yaml: String, after base: String? = nil) -> [String] {
        var catalog = ThemeCatalog.builtIn
        do {
            if let base { try catalog.add(base, file: "base.yaml") }
            try catalog.add(yaml, file: "t.yaml")
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test func theThemesInsideTheProgramAreTheFiles() throws {
        for theme in BuiltInThemes.all {
            let path = #filePath.replacingTail(of: "Tests/ScreenTests/ThemeTests.swift", by: theme.file)
            let file = try #require(contents(path), "\(path) is missing")
            #expect(file == theme.yaml, "copy \(theme.file) into Sources/Screen/BuiltInThemes.swift")
        }
        #expect(
            ThemeCatalog.builtIn.names == [
                "mono", "default-dark", "default-light", "okabe-ito-dark", "okabe-ito-light", "high-contrast", "ansi16",
                "night",
            ])
    }

    @Test func aRolesPlaceIsWhatTheCompilerStores() {
        #expect(Role.allCases.map(\.index) == Array(0..<Role.allCases.count))
    }

    @Test func rolesAreThoseOfTheDesign() {
        let names = """
            text text.dim border border.focus selection key key.locked bar bar.production verdict.ok primary backup failed \
            node.up node.late node.down node.nodata node.maintenance alarm.p1 alarm.p2 alarm.p3 alarm.acked gauge.fill \
            gauge.mark graph sync.bad stale dialog.danger diff.old diff.new drill
            """
        #expect(Role.allCases.map(\.rawValue) == names.split(separator: " ").map(String.init))
    }

    @Test func allFaultsOfAFileAreToldAtOnceWithPlaceAndRemedy() {
        let yaml = """
            name: t
            colour: x
            variant: grey
            palette:
              red: "#d55e0 166 red"
              on: "#d55e00 166 red"
              sky: "#56b4e9 74 heaven"
            roles:
              alarm.p9: red
              alarm.p1: white on red +loud
            mono:
              alarm: red +bold
            """
        let faults = faults(yaml)
        #expect(
            faults.map { $0.prefix { $0 != " " } } == [
                "t.yaml:2:1:", "t.yaml:3:10:", "t.yaml:5:8:", "t.yaml:6:3:", "t.yaml:7:8:", "t.yaml:9:3:",
                "t.yaml:10:13:",
                "t.yaml:12:10:",
            ])
        #expect(
            faults.first == "t.yaml:2:1: unknown key `colour`; known are name, inherits, variant, palette, roles, mono")
        #expect(faults.allSatisfy { $0.contains("; ") })
    }

    @Test func aColourThatNobodyDefinedIsAFaultAtItsPlace() {
        #expect(
            faults("name: t\nroles:\n  alarm.p1: white on pink\n") == [
                "t.yaml:3:13: unknown colour `pink`; add it to the palette, or write default",
                "t.yaml:3:13: unknown colour `white`; add it to the palette, or write default",
            ])
        #expect(faults("name: t\ninherits: default-dark\nroles:\n  alarm.p1: white on red\n") == [])
    }

    @Test func whatIsNoThemeIsAFault() {
        #expect(faults("").count == 1)
        #expect(faults("- a\n- b\n").first?.hasPrefix("t.yaml:1:1: a theme must be keys with values") == true)
        #expect(faults("name: t\nroles: {a: ").count == 1)
        #expect(faults("name: t\nname: u\n").first?.contains("repeated key") == true)
        #expect(faults("inherits: mono\n").first?.contains("no name") == true)
        #expect(faults("name: t\ninherits: nothing\n").first?.contains("there is no theme `nothing`") == true)
        #expect(faults("name: a\ninherits: a\n").first?.contains("inherits itself") == true)
        #expect(faults(String(repeating: "# long\n", count: 20_000)).first?.contains("at most") == true)
    }

    @Test func missingRolesFallBackByPrefixAndThenToTheInheritedTheme() throws {
        var catalog = ThemeCatalog.builtIn
        try catalog.add(
            """
            name: own
            inherits: default-dark
            palette: {red: "#ff0000 196 bright-red", pink: "#ffafaf 217 magenta"}
            roles: {node: pink +bold, node.up: default}
            mono: {node: +italic}
            """, file: "own.yaml")
        let theme = try #require(catalog.theme(named: "own"))
        #expect(theme.variant == .dark)
        #expect(theme.style(.nodeDown, depth: .indexed256).foreground?.indexed == 217)
        #expect(theme.style(.nodeUp, depth: .indexed256) == .plain)
        #expect(theme.style(.alarmP1, depth: .indexed256).background?.indexed == 196, "its own red, the inherited role")
        #expect(theme.style(.nodeUp, depth: .mono).attributes == .italic)
        #expect(theme.style(.alarmP1, depth: .mono).attributes == [.bold, .reverse])
        #expect(theme.style(.alarmP1, depth: .mono).background == nil)
        #expect(catalog.theme(named: "none") == nil)
    }

    @Test("screens rule 2: red means priority 1 and nothing else; colour only for the abnormal")
    func redIsForPriority1() throws {
        let abnormal: Set<Role> = [
            .failed, .nodeLate, .nodeDown, .nodeNoData, .alarmP1, .alarmP2, .alarmP3, .syncBad, .dialogDanger, .drill,
        ]
        // "night" is amber throughout; of the terminal's own colours nothing is known.
        for name in ThemeCatalog.builtIn.names where name != "night" {
            let theme = try #require(ThemeCatalog.builtIn.theme(named: name))
            for role in Role.allCases {
                let style = theme.style(role, depth: .indexed256)
                for color in [style.foreground, style.background].compactMap({ $0 }) {
                    let isGrey = color.rgb.red == color.rgb.green && color.rgb.green == color.rgb.blue
                    #expect(isGrey || abnormal.contains(role), "\(role.rawValue) has a colour in \(name)")
                    #expect((color.named == .red || color.named == .brightRed) == (role == .alarmP1 && !isGrey))
                }
            }
        }
    }

    @Test func everyStateReadsInMono() throws {
        for name in ThemeCatalog.builtIn.names {
            let theme = try #require(ThemeCatalog.builtIn.theme(named: name))
            for role in [Role.alarmP1, .alarmP2, .failed, .nodeDown, .selection, .drill] {
                #expect(theme.style(role, depth: .mono).attributes != [], "\(role.rawValue) in \(name)")
            }
        }
        #expect(ThemeCatalog.builtIn.theme(named: "mono")?.isMono == true)
        #expect(ThemeCatalog.builtIn.theme(named: "default-dark")?.isMono == false)
    }
}
