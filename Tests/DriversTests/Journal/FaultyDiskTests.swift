import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// I11, I21: the disk fails at the n-th write, or at the n-th sync, for every n.
@Suite("The journal on a disk that fails")
struct FaultyDiskTests {
    @Test("Full at the n-th write and ever after: what was committed by then is there, and perhaps what was in hand")
    func full() throws { try failForEver(.full, among: \.writes) }

    @Test("Full in the middle of the n-th write, and ever after")
    func fullMidway() throws { try failForEver(.fullMidway, among: \.writes, every: 3) }

    @Test("The n-th sync fails, and all after it")
    func syncError() throws { try failForEver(.syncError, among: \.syncs) }

    @Test("The n-th write fails once: the step is tried again, and nothing is missing or twice", arguments: 0...2)
    func writeErrorOnce(phase: Int) throws { try failOnce(.writeError, among: \.writes, from: 1 + phase, every: 3) }

    @Test("The n-th sync fails once: the step is tried again, and nothing is missing or twice")
    func syncErrorOnce() throws { try failOnce(.syncError, among: \.syncs) }

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

    /// How many of them one whole life has.
    private func count(_ kind: KeyPath<FaultyDisk, Int>) throws -> Int {
        let temporary = try TemporaryFolder()
        let disk = try FaultyDisk(folder: temporary.path)
        let run = try ProbeRun(in: temporary.path + "/state", attempts: 1, disk: disk)
        #expect(try run.done == JournalHistory.shared.get().count, "\(run.lines)")
        #expect(disk[keyPath: kind] > 10, "the faulty disk is not in between")
        return disk[keyPath: kind]
    }

    private func failForEver(
        _ fault: FaultyDisk.Fault, among kind: KeyPath<FaultyDisk, Int>, every pace: Int = 1
    ) throws {
        let history = try JournalHistory.shared.get()
        for number in stride(from: 1, through: try count(kind), by: pace) {
            let temporary = try TemporaryFolder()
            let disk = try FaultyDisk(folder: temporary.path)
            disk.fail(fault, from: number)
            let run = try ProbeRun(in: temporary.path + "/state", attempts: 2, disk: disk)
            let what = "\(fault) from \(kind) \(number) on: \(run.lines)"
            // Clear words, not a crash and not a lie.
            let complaint = run.refusal ?? run.failures.first
            if run.done < history.count {
                let words = ["full", "No space left", "I/O error", "Input/output error"]
                #expect(words.contains { complaint?.contains($0) == true }, "\(what)")
            }
            let folder = StateFolder(path: temporary.path + "/state")
            guard FileManager.default.fileExists(atPath: folder.path) else { continue }
            switch try StateCopy(of: folder.path).open() {
            case .refused(let words), .found(let words): #expect(Bool(false), "\(what)\n\(words)")
            case .content(let content):
                let step = history.contents.firstIndex(of: content)
                // A step that failed may be there all the same: it was in hand.
                #expect(step.map { (run.done...run.done + 1).contains($0) } == true, "\(what)\nleft: \(content)")
            }
        }
    }

    private func failOnce(
        _ fault: FaultyDisk.Fault, among kind: KeyPath<FaultyDisk, Int>, from first: Int = 1, every pace: Int = 1
    ) throws {
        let history = try JournalHistory.shared.get()
        for number in stride(from: first, through: try count(kind), by: pace) {
            let temporary = try TemporaryFolder()
            let disk = try FaultyDisk(folder: temporary.path)
            disk.fail(fault, from: number, to: number)
            var run = try ProbeRun(in: temporary.path + "/state", attempts: 3, disk: disk)
            // In the middle of making the database: the next start makes it anew.
            if run.refusal != nil { run = try ProbeRun(in: temporary.path + "/state", attempts: 3, disk: disk) }
            let what = "\(fault) at \(kind) \(number): \(run.lines)"
            #expect(run.done == history.count && run.failures.count <= 1, "\(what)")
            let content = try StateCopy(of: temporary.path + "/state").open()
            #expect(content == .content(history.contents[history.count]), "\(what)")
        }
    }
}
