import Testing

struct ArrowTests {
    @Test func `the core imports nothing and mentions no clock`() throws {
        let core = try Tree.files(in: "Sources/RecoveryCore")
        let imports = try Tree.lines(with: ["import "], in: core).filter { $0.imports != nil }.map(\.place)
        #expect(imports.isEmpty, "the core is pure: hand in what it needs as a value, or ask for it as an effect")
        let words = [
            "Foundation", "Dispatch", "Glibc", "Date(", ": Date", "clock_gettime", "Task.sleep", "ContinuousClock",
            "SuspendingClock", "SystemClock", "DispatchTime", ".random(", "UUID(",
        ]
        let mentions = try Tree.lines(with: words, in: core)
            .filter { line in words.contains(where: line.code.contains) }.map(\.place)
        #expect(mentions.isEmpty, "the core reads no clock and does nothing: time is the argument `now`")
    }

    @Test func `every import is an arrow of Package.swift`() throws {
        let arrows = try declaredArrows()
        #expect(arrows.count > 10, "Package.swift is not read rightly: mend this test")
        for (target, allowed) in arrows {
            guard let folder = folder(of: target) else { continue }
            for line in try Tree.lines(with: ["import "], in: Tree.files(in: folder)) {
                guard let module = line.imports, !Self.system.contains(module), module != target else { continue }
                #expect(
                    allowed.contains(module),
                    "\(line.place) imports \(module): turn the dependency round by a port, or add the arrow to Package.swift and architecture"
                )
            }
        }
    }

    private static let system = ["Foundation", "Glibc", "Dispatch", "Synchronization", "Testing"]

    private func folder(of target: String) -> String? {
        ["Sources/\(target)", "Tests/\(target)", "Tests/\(target.replacing("drtop-b", with: "B"))"].first(
            where: Tree.exists)
    }

    /// Target to what it may import. Each declaration ends where the next begins.
    private func declaredArrows() throws -> [(String, [String])] {
        let text = try Tree.text("Package.swift")
        let products = ["sqlite": "GRDB", "yaml": "Yams", "arguments": "ArgumentParser"]
        let http = text.firstMatch(of: /let http: [^=]+= \[(?s:.*?)\n\]/).map { list in
            list.output.matches(of: /name: "(\w+)"/).map { String($0.1) }
        }
        let starts = text.matches(of: /(?:(?:module|tests)\(|[tT]arget\(\s*name: |systemLibrary\(\s*name: )"([\w-]+)"/)
        return starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : text.endIndex
            let rest = text[start.range.upperBound..<end]
            let named = rest.matches(of: /"(\w+)"/).map { String($0.1) }
            let heavy = rest.contains("+ http") ? http ?? [] : []
            return (String(start.1), named + heavy + products.filter { rest.contains($0.key) }.map(\.value))
        }
    }
}
