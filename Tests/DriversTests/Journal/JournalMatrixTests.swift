import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// I22: a journal that is not what was written is refused and kept, or is exactly what was committed at some moment.
/// Every byte: `make faults`. Here: the edges of every page and frame, and bytes drawn from a seed.
@Suite("The journal, cut, changed and exchanged", .serialized)
struct JournalMatrixTests {
    @Test("A write-ahead log that is cut anywhere leaves exactly what was committed by then")
    func cutLog() async throws { try await JournalInjury.cutLog.inflict(.sampled) }

    @Test("A database without a log that is cut anywhere is refused and kept")
    func cutDatabase() async throws { try await JournalInjury.cutDatabase.inflict(.sampled) }

    @Test("A changed byte in the log is refused or leaves exactly what was committed before it")
    func changedLog() async throws { try await JournalInjury.changedLog.inflict(.sampled) }

    @Test("A changed byte in the database is refused, or changes nothing")
    func changedDatabase() async throws { try await JournalInjury.changedDatabase.inflict(.sampled) }

    @Test("An older copy is what was committed then; one with another moment's log is that, or refused")
    func older() async throws {
        let troubles = try await apart(exchange)
        #expect(troubles.isEmpty, "\(troubles.joined(separator: "\n"))")
    }

    private func exchange() throws -> [String] {
        let history = try JournalHistory.shared.get()
        var troubles: [String] = []
        func expectCommitted(_ outcome: StateCopy.Outcome, _ what: String) {
            guard case .content(let content) = outcome, !history.contents.contains(content) else { return }
            troubles.append("\(what) is taken for what it is not:\n\(content)")
        }
        let tidy = try history.tidyCopy()
        let newest = try withExtendedLifetime(tidy) { try StateCopy.bytes(tidy.folder.database) }
        for step in 0...history.count {
            let older = try history.copy(after: step)
            let log = try StateCopy.bytes(older.log)
            if try history.copy(after: step).open() != .content(history.contents[step]) {
                troubles.append("the copy after step \(step) is not what it was")
            }
            // A copy of the one file that was made without the other.
            try older.replace(older.folder.database, newest)
            expectCommitted(older.open(), "the newest database with the log of step \(step)")
            for other in stride(from: step % 3, through: history.count, by: 3) where other != step {
                let exchanged = try history.copy(after: other)
                try exchanged.replace(exchanged.log, log)
                expectCommitted(exchanged.open(), "step \(other) with the log of step \(step)")
            }
        }
        return troubles
    }
}

/// The same at every byte, six hundred thousand of them: an hour, therefore `make faults`.
@Suite("The journal, cut and changed at every byte")
struct SlowJournalMatrixTests {
    @Test("Every byte", arguments: JournalInjury.allCases)
    func everyByte(injury: JournalInjury) async throws { try await injury.inflict(.every) }
}

/// One way to injure the journal's files, at many places.
enum JournalInjury: String, CaseIterable, Sendable {
    case cutLog, cutDatabase, changedLog, changedDatabase

    enum Places {
        case every
        /// The edges of all pages and frames, and some hundred more.
        case sampled
    }

    func inflict(_ places: Places) async throws {
        let (found, steps) = try await apart { (try injure(places), try JournalHistory.shared.get().count) }
        #expect(found.troubles.isEmpty, "\(rawValue):\n\(found.troubles.prefix(40).joined(separator: "\n"))")
        switch self {
        case .cutLog: #expect(found.steps.count == steps + 1, "only \(found.steps.sorted()) of \(steps) steps")
        case .changedLog: #expect(found.steps.count > steps / 2, "only \(found.steps.sorted())")
        case .cutDatabase, .changedDatabase: #expect(found.refused > 50)
        }
    }

    private struct Findings: Sendable {
        /// After which the content was exactly what it was.
        var steps: Set<Int> = []
        var refused = 0
        /// Taken for sound although it is not, or not kept as it was.
        var troubles: [String] = []
    }

    private func injure(_ places: Places) throws -> Findings {
        let history = try JournalHistory.shared.get()
        let copy = isOfLog ? try history.copy() : try history.tidyCopy()
        let database = try StateCopy.bytes(copy.folder.database)
        let sound = isOfLog ? try StateCopy.bytes(copy.log) : database
        guard sound.count > 20_000 else { throw TestFault("only \(sound.count) bytes to injure") }
        var found = Findings()
        for place in self.places(places, in: isCut ? sound.count + 1 : sound.count) {
            try copy.replace(copy.folder.database, isOfLog ? database : injured(sound, at: place))
            if isOfLog { try copy.replace(copy.log, injured(sound, at: place)) }
            switch copy.open() {
            case .refused(let words):
                found.refused += 1
                let kept = try StateCopy.bytes(isOfLog ? copy.log : copy.folder.database)
                if kept != injured(sound, at: place) || !words.contains("it is kept as it is") {
                    found.troubles.append("at \(place): not kept as it is: \(words)")
                }
            case .found: found.refused += 1
            case .content(let content):
                if let step = history.contents.firstIndex(of: content), isOfLog || step == history.count {
                    found.steps.insert(step)
                } else {
                    let difference = Self.difference(content, history.contents[history.count])
                    found.troubles.append("at \(place), taken for sound: \(difference)")
                }
            }
        }
        return found
    }

    private var isOfLog: Bool { self == .cutLog || self == .changedLog }
    private var isCut: Bool { self == .cutLog || self == .cutDatabase }

    private func injured(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        switch self {
        case .cutLog, .cutDatabase: return Array(bytes.prefix(place))
        case .changedLog, .changedDatabase:
            var changed = bytes
            // One bit, another one at each place.
            changed[place] ^= 1 << UInt8((place * 5 + place / 8) % 8)
            return changed
        }
    }

    private func places(_ places: Places, in count: Int) -> [Int] {
        switch places {
        case .every: return Array(0..<count)
        case .sampled:
            // A frame of the log: 24 bytes and a page, behind a header of 32.
            let edges = isOfLog ? stride(from: 32, to: count, by: 4120) : stride(from: 0, to: count, by: 4096)
            var found = Set(edges.flatMap { edge in [-1, 0, 1, 23, 24, 25].map { edge + $0 } } + [count - 1])
            var state: UInt64 = 0x9e37_79b9_7f4a_7c15
            for _ in 0..<120 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                found.insert(Int(state >> 33) % count)
            }
            return found.filter { (0..<count).contains($0) }.sorted()
        }
    }

    private static func difference(_ found: String, _ expected: String) -> String {
        let expected = Set(expected.split(separator: "\n"))
        return found.split(separator: "\n").filter { !expected.contains($0) }.map { String($0.prefix(300)) }
            .joined(separator: " | ")
    }
}
