import ArgumentParser
import Foundation
import Screen

struct ThemeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "theme", abstract: "Themes: which there are, and whether a file can be used.",
        subcommands: [ListCommand.self, CheckThemeCommand.self])

    struct ListCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "The themes that --theme and the key t know.")

        func run() throws {
            let catalog = try MainActor.assumeIsolated {
                try ThemeShelf("default-dark", environment: ProcessInfo.processInfo.environment).catalog
            }
            for name in catalog.names {
                guard let theme = catalog.theme(named: name) else { continue }
                let faults = ThemeCheck(theme).faults.count
                let pad = String(repeating: " ", count: max(1, 20 - name.count))
                let kind = theme.isMono ? "no colours" : theme.variant.rawValue
                print("\(name)\(pad)\(kind)\(faults > 0 ? ", \(faults) findings: drtop theme check \(name)" : "")")
            }
        }
    }

    struct CheckThemeCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract:
                "Every fault of a theme file; then the contrast of each role and the distance of neighbouring states.",
            discussion: """
                Contrast is that of WCAG 2: 4.5:1 for words, 3:1 for lines and bars, on the least favourable of the usual \
                grounds. Distance is that of CIE 1976, for full colour vision and simulated protanopia, deuteranopia and \
                tritanopia. Exit 1: something is too low.
                """)

        @Argument(help: "A theme file, or the name of a theme.")
        var theme: String

        func run() throws {
            let theme = try MainActor.assumeIsolated {
                try ThemeShelf(self.theme, environment: ProcessInfo.processInfo.environment).current
            }
            let findings = ThemeCheck(theme).findings
            for finding in findings { print("\(finding.isFault ? "TOO LOW  " : "ok       ")\(finding)") }
            let faults = findings.count(where: \.isFault)
            print("\(theme.name): \(findings.count) figures, \(faults == 0 ? "all good" : "\(faults) too low")")
            if faults > 0 { throw ExitCode(1) }
        }
    }
}
