import Foundation

/// The repository's files as text, wherever it was cloned to.
enum Tree {
    /// A line in which a word was found.
    struct Line {
        let file: String
        let text: String
        /// All of the file before it.
        let before: Substring

        var place: String { "\(file):\(before.utf8.count { $0 == UInt8(ascii: "\n") } + 1)" }
    }

    static let root: String = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/Package.swift") {
            folder.deleteLastPathComponent()
        }
        return folder.path
    }()

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    /// Paths from the root, sorted; hidden folders and build products left out.
    static func files(in folder: String, ending suffix: String = ".swift") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
            .filter { $0.hasSuffix(suffix) && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .map { folder + "/" + $0 }.sorted()
    }

    static var swiftFiles: [String] { get throws { try files(in: "Sources") + files(in: "Tests") } }

    /// The lines that hold one of the words, each once. The search is Foundation's: what is compiled for tests is slow.
    static func lines(with words: [String], in files: [String]) throws -> [Line] {
        try files.flatMap { file in
            let text = try text(file)
            var found: [Range<String.Index>: Line] = [:]
            for word in words {
                var start = text.startIndex
                while let hit = text.range(of: word, options: .literal, range: start..<text.endIndex) {
                    let range = text.lineRange(for: hit)
                    let line = text[range].trimmingCharacters(in: .newlines)
                    found[range] = Line(file: file, text: line, before: text[..<range.lowerBound])
                    start = range.upperBound
                }
            }
            return found.sorted { $0.key.lowerBound < $1.key.lowerBound }.map(\.value)
        }
    }
}

extension Tree.Line {
    /// Without its comment.
    var code: String {
        text.range(of: "//").map { String(text[..<$0.lowerBound]) } ?? text
    }

    /// On the same line or shortly above it stands why.
    var isExplained: Bool {
        text.contains("//") || before.suffix(480).split(separator: "\n").suffix(4).contains { $0.contains("//") }
    }

    /// The modules that it imports.
    var imports: String? {
        text.wholeMatch(of: /(?:@testable |package |public )?import (?:struct |class |enum |func )?(\w+).*/).map {
            String($0.1)
        }
    }
}
