import Foundation

/// A package of its own: the mutated copy of the core, and beside it what could kill a mutant, unchanged.
struct ScratchPackage {
    let repository: URL
    let folder: URL
    private let template: URL
    private var written: Set<String> = []

    init(repository: URL, folder: URL) {
        self.repository = repository
        self.folder = folder
        template = repository.appending(path: "Tests/Mutants/Template")
    }

    var listFile: URL { folder.appending(path: "mutants.json") }
    var seedRunner: URL { folder.appending(path: ".build/release/SeedRunner") }
    var coreTests: URL { folder.appending(path: ".build/release/scratchPackageTests.xctest") }

    /// Words for people decide nothing; the dashboard's pictures and the log's tests are about them.
    private static let words = ["JournalEntry+Words.swift", "OperatorCommand+Words.swift", "Words.swift"]

    /// Writes everything anew; what is unchanged keeps its date, so that a build is short.
    mutating func write() throws -> [Mutant] {
        written = []
        let core = repository.appending(path: "Sources/RecoveryCore")
        var mutants: [Mutant] = []
        for path in try Self.files(in: core) {
            let source = try String(contentsOf: core.appending(path: path), encoding: .utf8)
            var text = source
            if path.hasSuffix(".swift"), !Self.words.contains(URL(filePath: path).lastPathComponent) {
                let finder = MutantFinder(file: path, source: source, first: mutants.count + 1)
                mutants += finder.mutants
                text = finder.mutated
            }
            if path == "Outbox.swift" {
                text += try String(contentsOf: template.appending(path: "OutboxSwitch.swift"), encoding: .utf8)
            }
            try put(text, "Sources/RecoveryCore/\(path)")
        }
        try put(
            String(contentsOf: template.appending(path: "Switches.swift"), encoding: .utf8),
            "Sources/RecoveryCore/Switches.swift")
        for module in ["Engine", "Simulator"] {
            try copy(repository.appending(path: "Sources/\(module)"), "Sources/\(module)")
        }
        try copy(repository.appending(path: "Tests/RecoveryCoreTests"), "Tests/RecoveryCoreTests")
        try copy(template.appending(path: "MutantSwitch"), "Sources/MutantSwitch")
        try copy(template.appending(path: "SeedRunner"), "Sources/SeedRunner")
        try put(Self.manifest, "Package.swift")
        try removeWhatIsGone()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(mutants).write(to: listFile)
        return mutants
    }

    func build() throws {
        let arguments = [
            "build", "-c", "release", "--build-tests", "-Xswiftc", "-enable-testing", "--package-path", folder.path,
        ]
        let status = try Child.run("/usr/bin/env", ["swift"] + arguments)
        guard status == 0 else { throw Refusal("the mutated core does not build: look at the errors above") }
    }

    private func removeWhatIsGone() throws {
        for top in ["Sources", "Tests"] {
            for path in try Self.files(in: folder.appending(path: top)) where !written.contains("\(top)/\(path)") {
                try FileManager.default.removeItem(at: folder.appending(path: "\(top)/\(path)"))
            }
        }
    }

    private mutating func copy(_ from: URL, _ to: String) throws {
        for path in try Self.files(in: from) {
            try put(String(contentsOf: from.appending(path: path), encoding: .utf8), "\(to)/\(path)")
        }
    }

    private mutating func put(_ text: String, _ path: String) throws {
        let file = folder.appending(path: path)
        written.insert(path)
        // A file that is not there yet has no text.
        if let old = try? String(contentsOf: file, encoding: .utf8), old == text { return }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    private static func files(in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.path + "/" + path, isDirectory: &isFolder)
            return !isFolder.boolValue && !path.hasPrefix(".")
        }.sorted()
    }

    private static let manifest = """
        // swift-tools-version:6.2
        import PackageDescription

        let package = Package(
            name: "scratch",
            targets: [
                .target(name: "MutantSwitch"),
                .target(name: "RecoveryCore", dependencies: ["MutantSwitch"]),
                .target(name: "Engine", dependencies: ["RecoveryCore"]),
                .target(name: "Simulator", dependencies: ["Engine", "RecoveryCore"]),
                .executableTarget(name: "SeedRunner", dependencies: ["Simulator", "MutantSwitch"],
                    linkerSettings: [.linkedLibrary("m")]),
                .testTarget(
                    name: "RecoveryCoreTests", dependencies: ["RecoveryCore"], exclude: ["Stories"]),
            ]
        )

        """
}

/// Why nothing can be done, for people.
struct Refusal: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
