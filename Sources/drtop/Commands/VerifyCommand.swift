import ArgumentParser
import Drivers
import Engine
import Foundation
import RecoveryCore
import Simulator

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Whether a system's journal is whole, and what it tells is in order.",
        discussion: """
            Recomputes the hash chains, then reads every entry with the checkers of drtop simulate. Nothing is changed, and \
            an engine may go on meanwhile. Exits 0 when all is in order, 1 when something is not.
            """)

    @Argument(help: "The settings file of the system.")
    var file: String?

    @OptionGroup var place: StateArguments

    func run() throws {
        var place = place
        if let file { place.settings = file }
        let folder = try place.folder()
        var isInOrder = true
        do {
            let reader = try JournalReader(in: folder)
            isInOrder = try verifyChain(reader)
            isInOrder = try verifyStory(reader) && isInOrder
        } catch {
            throw Failure("the journal cannot be verified: \(error)")
        }
        if !isInOrder { throw ExitCode(1) }
    }

    private func verifyChain(_ reader: JournalReader) throws(JournalFault) -> Bool {
        let (entries, found) = try reader.verifyChain()
        guard let fault = found else {
            print("\(reader.path): \(entries) entries, each follows from the one before it")
            return true
        }
        print("\(reader.path): NOT what was written, after \(entries) entries: \(fault)")
        print("  keep it as it is and copy it; restore a backup, or move the folder away, before an engine runs on it")
        return false
    }

    /// Two readings: what the journal speaks of, then what it tells.
    private func verifyStory(_ reader: JournalReader) throws(JournalFault) -> Bool {
        var names = JournalNames()
        var first: Int64?
        var unknown = 0
        try forEach(reader) { record in
            first = first ?? record.number
            if let entry = record.entry { names.add(entry) } else { unknown += 1 }
        }
        let isPruned = first.map { $0 > 1 } ?? false
        var verification = Verification(names, isPruned: isPruned)
        try forEach(reader) { record in
            guard let entry = record.entry else { return }
            verification.look(entry, number: record.number, wallTime: record.wallTime)
        }
        if isPruned { print("entries before number \(first ?? 1) are pruned: what they told is taken to be in order") }
        if unknown > 0 { print("\(unknown) entries are of another version and were passed over") }
        for rule in Verification.visible {
            let found = verification.findings.filter { $0.invariant == rule.invariant }
            print("\(found.isEmpty ? "ok      " : "VIOLATED")  \(rule.invariant): \(rule.words)")
            for finding in found.prefix(3) { show(finding) }
            if found.count > 3 { print("          and \(found.count - 3) more") }
        }
        print("The other invariants leave no trace in a journal; drtop simulate and the tests check them.")
        return verification.findings.isEmpty
    }

    private func show(_ finding: Verification.Finding) {
        let time = Date(timeIntervalSince1970: finding.wallTime)
            .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        print("          entry \(finding.entry), \(time): \(finding.text)")
    }

    /// Every entry once, in the order of their numbers.
    private func forEach(_ reader: JournalReader, _ body: (JournalRecord) -> Void) throws(JournalFault) {
        var after: Int64 = 0
        while true {
            let records = try reader.entries(after: after)
            guard let end = records.last else { return }
            records.forEach(body)
            after = end.number
        }
    }
}
