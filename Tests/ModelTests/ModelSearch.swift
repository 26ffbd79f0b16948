import Foundation
import Testing

/// One exhaustive search of `Failover.pml`: spin writes it as C, which is compiled and run in a folder of its own.
struct ModelSearch {
    /// A mistake that is planted in the model, and what it breaks.
    struct Fault: Hashable, Sendable, CustomStringConvertible {
        var name: String
        var invariant: String
        var description: String { "\(name) breaks \(invariant)" }
    }

    /// The invariant that does not hold; nil: all do.
    let broken: String?
    /// It has seen everything that can happen.
    let isComplete: Bool
    /// As the model has noted them: `from --event--> to: orders`.
    let transitions: Set<String>
    let summary: String

    private static let model = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Failover.pml")

    /// As the model's own lines say: `#ifdef FAULT_NAME   /* breaks I4 */`. An unreadable model has none, and a test says so.
    static let faults: [Fault] = {
        guard let text = try? String(contentsOf: model, encoding: .utf8) else { return [] }
        let lines = text.matches(of: /#ifn?def (FAULT_\w+) +\/\* breaks (I\d+) \*\//)
        return lines.map { Fault(name: String($0.1), invariant: String($0.2)) }
    }()

    /// - Throws: spin or the compiler is missing, or refuses the model.
    init(fault: String?) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "drtop-model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What is left behind in the temporary folder fails no test.
        defer { try? FileManager.default.removeItem(at: folder) }
        let plant = fault.map { ["-D\($0)"] } ?? []
        _ = try Self.run("spin", ["-a"] + plant + [Self.model.path], in: folder)
        // Compiling takes longer than searching: not optimized. Every order of what happens counts: not reduced.
        _ = try Self.run(
            "cc", ["-O0", "-w", "-o", "pan", "pan.c", "-DSAFETY", "-DNOREDUCE", "-DMEMLIM=2000"], in: folder)
        let said = try Self.run(folder.appending(path: "pan").path, ["-m1000000", "-w20"], in: folder)
        let lines = said.split(separator: "\n").map(String.init)
        broken = lines.first { $0.hasPrefix("BROKEN ") }.map { String($0.dropFirst(7)) }
        transitions = Set(lines.filter { $0.hasPrefix("NOTE ") }.map { String($0.dropFirst(5)) })
        let end = lines.first { $0.contains("errors:") } ?? ""
        isComplete = end.hasSuffix("errors: 0") && !said.contains("Search not completed") && !said.contains("error:")
        summary = lines.filter { !$0.hasPrefix("NOTE ") }.prefix(12).joined(separator: "\n")
    }

    private static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> String {
        let output = folder.appending(path: "output")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let said = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(program) \(arguments): \(said.prefix(2000))")
        return said
    }
}
