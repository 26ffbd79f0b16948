import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// I22: a journal that is not what was written is refused and kept, or is exactly what was committed at some moment.
/// Every byte: `make faults`. Here: the edges of every page and frame, and bytes drawn from a seed.
@Suite("The journal, cut, changed and exchanged")
struct JournalMatrixTests {
    @Test("A write-ahead log that is cut anywhere leaves exactly what was committed by then")
    func cutLog() throws { try JournalInjury.cutLog.inflict(.sampled) }

    @Test("A database without a log that is cut anywhere is refused and kept")
    func cutDatabase() throws { try JournalInjury.cutDatabase.inflict(.sampled) }

    @Test("A changed byte in the log is refused or leaves exactly what was committed before it")
    func changedLog() throws { try JournalInjury.changedLog.inflict(.sampled) }

    @Test("A changed byte in the database is refused, or changes nothing")
    func changedDatabase() throws { try JournalInjury.changedDatabase.inflict(.sampled) }

    @Test("An older copy is what was committed then; one with another moment's log is that, or refused")
    func older() throws {
        let history = try JournalHistory.shared.get()
        for step in 0...history.count {
            #expect(try history.copy(after: step).open() == .content(history.contents[step]), "after step \(step)")
            for other in 0...history.count where other != step {
                let mixed = try history.copy(after: step)
                // A copy of the one file that was made without the other.
                let source = try history.copy(after: other)
                let tidy = try history.tidyCopy()
                try mixed.replace(mixed.folder.database, StateCopy.bytes(tidy.folder.database))
                try expectCommitted(mixed.open(), history, "the newest database with the log of step \(step)")
                let exchanged = try history.copy(after: step)
                try exchanged.replace(exchanged.log, StateCopy.bytes(source.log))
                try expectCommitted(exchanged.open(), history, "step \(step) with the log of step \(other)")
            }
        }
    }

    private func expectCommitted(_ outcome: StateCopy.Outcome, _ history: JournalHistory, _ what: String) throws {
        if case .content(let content) = outcome {
            #expect(history.contents.contains(content), "\(what) is taken for what it is not:\n\(content)")
        }
    }
}

/// The same at every byte: some minutes, therefore `make faults`.
@Suite("The journal, cut and changed at every byte")
struct SlowJournalMatrixTests {
    @Test("Every byte", arguments: JournalInjury.allCases)
    func everyByte(injury: JournalInjury) throws { try injury.inflict(.every) }
}

/// One way to injure the journal's files, at many places.
enum JournalInjury: String, CaseIterable, Sendable {
    case cutLog, cutDatabase, changedLog, changedDatabase

    enum Places {
        case every
        /// The edges of all pages and frames, and some hundred more.
        case sampled
    }

    func inflict(_ places: Places) throws {
        let history = try JournalHistory.shared.get()
        let copy = isOfLog ? try history.copy() : try history.tidyCopy()
        let database = try StateCopy.bytes(copy.folder.database)
        let sound = isOfLog ? try StateCopy.bytes(copy.log) : database
        #expect(sound.count > 20_000)
        var seen: Set<Int> = []
        var refused = 0
        var silent: [String] = []
        for place in self.places(places, in: isCut ? sound.count + 1 : sound.count) {
            try copy.replace(copy.folder.database, isOfLog ? database : injured(sound, at: place))
            if isOfLog { try copy.replace(copy.log, injured(sound, at: place)) }
            switch copy.open() {
            case .refused(let words):
                refused += 1
                #expect(words.contains("is refused") && words.contains("it is kept as it is"), "\(words)")
                let kept = try StateCopy.bytes(isOfLog ? copy.log : copy.folder.database)
                #expect(kept == injured(sound, at: place), "\(rawValue) at \(place): it was not kept as it is")
            case .found: refused += 1
            case .content(let content):
                if let step = history.contents.firstIndex(of: content), isOfLog || step == history.count {
                    seen.insert(step)
                } else {
                    silent.append("at \(place): \(Self.difference(content, history.contents[history.count]))")
                }
            }
        }
        #expect(silent.isEmpty, "\(rawValue), taken for sound:\n\(silent.prefix(40).joined(separator: "\n"))")
        switch self {
        case .cutLog: #expect(seen.count == history.count + 1, "only \(seen.sorted()) of \(history.count) steps")
        case .changedLog: #expect(seen.count > history.count / 2, "only \(seen.sorted())")
        case .cutDatabase, .changedDatabase: #expect(refused > 100)
        }
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
            for _ in 0..<400 {
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
