import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// I11, I21: the disk fails at the n-th write, or at the n-th sync. Here at every 13th n; at every n: `make faults`.
@Suite("The journal on a disk that fails", .serialized)
struct FaultyDiskTests {
    @Test("Some n", arguments: DiskFailure.all)
    func some(failure: DiskFailure) async throws { try await failure.inflict(every: 13) }

    @Test("A read-only disk is refused in words at the start, and leaves what there is")
    func readOnly() throws {
        let history = try JournalHistory.shared.get()
        let copy = try history.copy()
        let disk = try FaultyDisk(folder: copy.folder.path)
        disk.fail(.readOnly)
        let run = try ProbeRun(in: copy.folder.path, attempts: 1, disk: disk)
        let words = run.refusal ?? run.failures.first ?? ""
        #expect(run.done == 0 && words.contains("read-only") || words.contains("cannot be opened"), "\(run.lines)")
        #expect(copy.open() == .content(history.contents[history.count]))
    }
}

@Suite("The journal on a disk that fails at every n", .serialized)
struct SlowFaultyDiskTests {
    @Test("Every n", arguments: DiskFailure.all)
    func every(failure: DiskFailure) async throws { try await failure.inflict(every: 1) }
}

/// How the disk fails, from its n-th call on.
struct DiskFailure: CustomTestStringConvertible, Sendable {
    enum Call: Sendable { case write, sync }
    /// Once: the step is tried again, and nothing is missing or twice. For ever: what was committed by then is there, and
    /// perhaps what was in hand.
    enum Length: Sendable { case once, forEver }

    var fault: FaultyDisk.Fault
    var call: Call
    var length: Length

    var testDescription: String { "\(fault), \(length)" }

    static let all = [
        DiskFailure(fault: .full, call: .write, length: .forEver),
        DiskFailure(fault: .fullMidway, call: .write, length: .forEver),
        DiskFailure(fault: .syncError, call: .sync, length: .forEver),
        DiskFailure(fault: .writeError, call: .write, length: .once),
        DiskFailure(fault: .fullMidway, call: .write, length: .once),
        DiskFailure(fault: .syncError, call: .sync, length: .once),
    ]

    /// - Parameter pace: 1: every n; syncs, which are few, always.
    func inflict(every pace: Int) async throws {
        let history = try JournalHistory.shared.get()
        for number in stride(from: 1, through: try await apart { try count(history) }, by: call == .sync ? 1 : pace) {
            let troubles = try await apart {
                let temporary = try TemporaryFolder()
                let disk = try FaultyDisk(folder: temporary.path)
                return switch length {
                case .once: try failOnce(number, disk, in: temporary.path + "/state", history)
                case .forEver: try failForEver(number, disk, in: temporary.path + "/state", history)
                }
            }
            #expect(troubles.isEmpty, "\(troubles.joined(separator: "\n"))")
        }
    }

    /// How many of the calls one whole life has.
    private func count(_ history: JournalHistory) throws -> Int {
        let temporary = try TemporaryFolder()
        let disk = try FaultyDisk(folder: temporary.path)
        let run = try ProbeRun(in: temporary.path + "/state", attempts: 1, disk: disk)
        let count = call == .write ? disk.writes : disk.syncs
        guard run.done == history.count, count > 10 else {
            throw TestFault("the faulty disk is not in between: \(count) calls, \(run.lines)")
        }
        return count
    }

    private func failForEver(
        _ number: Int, _ disk: FaultyDisk, in path: String, _ history: JournalHistory
    ) throws -> [String] {
        disk.fail(fault, from: number)
        let run = try ProbeRun(in: path, attempts: 2, disk: disk)
        let what = "\(fault) from \(call) \(number) on: \(run.lines)"
        var troubles: [String] = []
        if run.done < history.count {
            let complaint = run.refusal ?? run.failures.first ?? ""
            let words = ["full", "No space left", "I/O error", "Input/output error"]
            if !words.contains(where: complaint.contains) { troubles.append("\(what)\nno clear words") }
        }
        guard FileManager.default.fileExists(atPath: path) else { return troubles }
        switch try StateCopy(of: path).open() {
        case .refused(let words), .found(let words): troubles.append("\(what)\n\(words)")
        case .content(let content):
            // A step that failed may be there all the same: it was in hand.
            let step = history.contents.firstIndex(of: content)
            let isCommitted = step.map { (run.done...run.done + 1).contains($0) } ?? false
            if !isCommitted { troubles.append("\(what)\nleft: \(content)") }
        }
        return troubles
    }

    private func failOnce(
        _ number: Int, _ disk: FaultyDisk, in path: String, _ history: JournalHistory
    ) throws -> [String] {
        disk.fail(fault, from: number, to: number)
        var run = try ProbeRun(in: path, attempts: 3, disk: disk)
        // In the middle of making the database: the next start makes it anew.
        if run.refusal != nil { run = try ProbeRun(in: path, attempts: 3, disk: disk) }
        let what = "\(fault) at \(call) \(number): \(run.lines)"
        var troubles = run.done == history.count && run.failures.count <= 1 ? [] : [what]
        let content = try StateCopy(of: path).open()
        if content != .content(history.contents[history.count]) { troubles.append("\(what)\nleft: \(content)") }
        return troubles
    }
}
