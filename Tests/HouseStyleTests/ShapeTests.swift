import Foundation
import Testing

struct ShapeTests {
    @Test func `every file stays under 300 lines`() throws {
        for file in try Tree.swiftFiles {
            let count = try Tree.text(file).utf8.count { $0 == UInt8(ascii: "\n") }
            #expect(count < 300, "\(file) has \(count) lines: split it where the idea changes")
        }
    }

    @Test func `what hides a failure or switches a check off says why`() throws {
        let words = [" try?", "(try?", "catch {}", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)"]
        for line in try Tree.lines(with: words, in: Tree.swiftFiles) where line.file != Self.own {
            guard let word = words.first(where: { line.code.contains($0) }) else { continue }
            #expect(
                line.isExplained,
                "\(line.place) has \(word) without a comment: say why it is right on the line or above it, or handle it"
            )
        }
    }

    @Test func `types and files have whole words that mean something`() throws {
        let empty = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Common", "Base", "Misc", "Impl"]
        let short = [
            "Addr", "Args", "Cfg", "Cmd", "Conf", "Config", "Conn", "Ctx", "Db", "Desc", "Dest", "Dir", "Env", "Err",
            "Evt", "Fmt", "Idx", "Len", "Mgr", "Msg", "Num", "Obj", "Param", "Params", "Pos", "Proc", "Ptr", "Req",
            "Res", "Resp", "Srv", "Src", "Str", "Tmp", "Val", "Var",
        ]
        let kinds = ["struct ", "class ", "enum ", "actor ", "protocol ", "typealias "]
        for line in try Tree.lines(with: kinds, in: Tree.swiftFiles) {
            for match in line.code.matches(of: /\b(?:struct|class|enum|actor|protocol|typealias) ([A-Z]\w*)/) {
                let words = Self.words(of: match.1)
                #expect(
                    !words.contains(where: (empty + short).contains),
                    "\(line.place) names \(match.1): say what it is, in whole words")
            }
        }
        for file in try Tree.swiftFiles {
            let name = file.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
            let isPlain = !Self.words(of: name).contains(where: (empty + short).contains)
            #expect(isPlain, "\(file): name the file after the idea in it, in whole words")
        }
    }

    @Test func `nothing is left for later, and nothing of one machine is in the tree`() throws {
        // Put together here, so that this file does not find itself.
        let later = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        let machine = [
            "/wo" + "rk/", "bash" + "_jobs", "registry" + ".npmjs.org", "pypi" + ".org", "proxy" + ".golang.org",
            "crates" + ".io", "artifac" + "tory",
        ]
        let others = ["Package.swift", "Makefile", "README.md"].filter(Tree.exists)
        let themes = try Tree.files(in: "themes", ending: ".yaml")
        let shims = try Tree.files(in: "Sources", ending: ".c") + Tree.files(in: "Sources", ending: ".h")
        let files = try Tree.swiftFiles + shims + themes + others
        for line in try Tree.lines(with: later, in: files) {
            // mkstemp(3) wants them.
            guard !line.text.contains("XXXXXX") else { continue }
            #expect(Bool(false), "\(line.place): do it, file an issue, or delete the note")
        }
        for line in try Tree.lines(with: machine, in: files) {
            #expect(Bool(false), "\(line.place): make it relative, or a parameter")
        }
    }

    private static let own = "Tests/HouseStyleTests/ShapeTests.swift"

    /// "AlarmBoard+Words" -> Alarm, Board, Words.
    private static func words(of name: Substring) -> [String] {
        name.matches(of: /[A-Z][a-z0-9]+|[A-Z]+(?![a-z])|[a-z]+/).map { String($0.0) }
    }
}
