import Foundation
import RecoveryCore
import Synchronization
import Testing

@testable import Interface

/// Idempotency keys, also over a restart: a second desk with the same store is the next process.
struct CommandDeskTests {
    private final class MemoryStore: CommandStore {
        let commands = Mutex<[String: KeptCommand]>([:])

        func find(_ key: String) -> KeptCommand? { commands.withLock { $0[key] } }
        func keep(_ command: KeptCommand) { commands.withLock { $0[command.key] = command } }
    }

    /// A disk that does not come back before it is let go.
    private final class StuckStore: CommandStore {
        let gate = DispatchSemaphore(value: 0)

        func find(_ key: String) -> KeptCommand? {
            gate.wait()
            return nil
        }
        func keep(_ command: KeptCommand) {}
    }

    private struct Process: Sendable {
        let desk: CommandDesk
        let engine: Engine

        /// - Parameter answers: whether its engine lives long enough to answer.
        init(_ store: any CommandStore, answers: Bool = true) {
            let engine = Engine(answers: answers)
            self.engine = engine
            desk = CommandDesk { engine.take($0) }
            desk.keep(in: store)
            engine.desk.withLock { [desk] in $0 = desk }
        }

        func abort(_ key: String) async -> CommandDesk.Outcome {
            await desk.hand(.abort, CommandForm("abort"), by: "bob", key: key)
        }
    }

    private final class Engine: Sendable {
        let desk = Mutex<CommandDesk?>(nil)
        let taken = Mutex<[CommandRequest]>([])
        private let answers: Bool

        init(answers: Bool) { self.answers = answers }

        func take(_ request: CommandRequest) {
            let count = taken.withLock { taken in
                taken.append(request)
                return taken.count
            }
            guard answers else { return }
            _ = desk.withLock { $0 }?.answered(request.id, .done("done \(count)"))
        }
    }

    private static func text(_ outcome: CommandDesk.Outcome) -> String { "\(outcome)" }

    @Test func `a command that comes again after a restart gets the answer of the first time, and acts no second time`()
        async throws
    {
        let store = MemoryStore()
        let before = Process(store)
        #expect(Self.text(await before.abort("k")).contains("done 1"))
        try await eventually("the answer is kept") { store.find("k")?.answer != nil }
        let after = Process(store)
        for _ in 0..<1000 {
            #expect(Self.text(await after.abort("k")) == Self.text(await before.abort("k")))
        }
        #expect(after.engine.taken.withLock { $0.isEmpty })
        let other = await after.desk.hand(.retry, CommandForm("retry"), by: "bob", key: "k")
        #expect(Self.text(other) == "reused")
        _ = await after.abort("another")
        #expect(after.engine.taken.withLock { $0.count } == 1)
    }

    @Test func `a command that an engine took to its grave is not given to the next one`() async throws {
        let store = MemoryStore()
        let before = Process(store, answers: false)
        let asked = Task { await before.abort("k") }
        try await eventually("the engine has it") { before.engine.taken.withLock { !$0.isEmpty } }
        let after = Process(store)
        #expect(Self.text(await after.abort("k")) == "lost")
        #expect(after.engine.taken.withLock { $0.isEmpty })
        asked.cancel()
        _ = before.desk.answered(before.engine.taken.withLock { $0[0].id }, .done("late"))
        #expect(Self.text(await asked.value).contains("late"))
    }

    @Test func `a disk that does not answer keeps no command from the engine (I21)`() async {
        let store = StuckStore()
        let process = Process(store)
        #expect(Self.text(await process.abort("k")).contains("done 1"))
        store.gate.signal()
    }
}
