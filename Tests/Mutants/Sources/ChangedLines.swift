import Foundation

/// The lines of the core that were written since a revision, as git tells them: after a change only its own mistakes need be
/// tried.
struct ChangedLines {
    private var ranges: [String: [Range<Int>]] = [:]

    init(since revision: String) throws {
        let core = "Sources/RecoveryCore/"
        let ended = try Child.listen(
            URL(filePath: "/usr/bin/env"), ["git", "diff", "--unified=0", revision, "--", core], environment: [:])
        guard ended.status == 0 else { throw Refusal("git does not know \(revision): \(ended.output.prefix(400))") }
        var file = ""
        for line in ended.output.split(separator: "\n") {
            if line.hasPrefix("+++ b/" + core) { file = String(line.dropFirst(6 + core.count)) }
            guard let found = line.prefixMatch(of: /@@ -\S+ \+(\d+)(?:,(\d+))? @@/), let first = Int(found.1) else {
                continue
            }
            ranges[file, default: []].append(first..<first + (found.2.flatMap { Int($0) } ?? 1))
        }
    }

    func contains(_ mutant: Mutant) -> Bool {
        ranges[mutant.file]?.contains { $0.contains(mutant.line) } ?? false
    }
}
