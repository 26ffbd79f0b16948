import Foundation
import Screen
import Testing

struct HouseTests {
    @Test func `every theme is read without a fault`() throws {
        let themes = try Tree.files(in: "themes", ending: ".yaml")
        #expect(!themes.isEmpty)
        for theme in themes {
            let text = try Tree.text(theme)
            #expect(throws: Never.self, "\(theme) has faults: mend them where the error says") {
                try ThemeFile.parse(text, file: theme)
            }
        }
    }

    @Test func `every path that the README names exists`() throws {
        guard Tree.exists("README.md") else { return }
        let text = try Tree.text("README.md")
        let folders = "Sources|Tests|themes|\\.ci"
        for match in text.matches(of: try Regex("(?:\(folders))/[A-Za-z0-9_+./-]*[A-Za-z0-9]")) {
            let path = String(text[match.range])
            #expect(Tree.exists(path), "README.md names \(path), which is not there: mend the one or the other")
        }
    }

    @Test func `the top level holds only what was agreed`() throws {
        let agreed = [
            "Package.swift", "Package.resolved", "Sources", "Tests", "themes", "README.md", "Makefile", "LICENSE",
        ]
        for entry in try FileManager.default.contentsOfDirectory(atPath: Tree.root) where !entry.hasPrefix(".") {
            #expect(agreed.contains(entry), "\(entry) lies at the top level: find its floor, or agree on it first")
        }
    }

    @Test func `every probe is in its table`() throws {
        let table = try Tree.text("Sources/Drivers/Probes/Probe.swift")
        let probes = try declared(as: "Probe", in: "Sources/Drivers/Probes")
        #expect(probes.count >= 2)
        for probe in probes {
            #expect(table.contains("\(probe)("), "\(probe) is not in the table of Probe.swift: add its line")
        }
    }

    @Test func `every replication driver is put to use`() throws {
        let wiring = try Tree.files(in: "Sources/drtop").map(Tree.text).joined()
        let drivers = try declared(as: "StoragePort", in: "Sources/Drivers/Replication")
        #expect(!drivers.isEmpty)
        for driver in drivers {
            #expect(wiring.contains("\(driver)("), "\(driver) is made nowhere in Sources/drtop: add its line")
        }
    }

    /// Names of the types that say that they are one.
    private func declared(as kind: String, in folder: String) throws -> [String] {
        let declaration = try Regex(
            "(?:struct|class|actor) (\\w+)[^{]*: [^{]*\\b\(kind)\\b", as: (Substring, Substring).self)
        return try Tree.files(in: folder).map(Tree.text).flatMap { text in
            text.matches(of: declaration).map { String($0.output.1) }
        }
    }
}
