import RecoveryCore
import Synchronization

/// Hands commands to the engine, each once: a command that comes again under its key gets the answer of the first time, also
/// after a restart.
package final class CommandDesk: Sendable {
    /// What a key stood for is remembered for so many commands; then it is forgotten, the oldest first.
    private static let remembered = 10_000
    static let patience = Duration.seconds(10)
    /// A disk that does not answer keeps no command from the engine (I21).
    private static let diskPatience = Duration.seconds(1)

    enum Outcome: Sendable {
        case answered(CommandAnswer)
        /// The key stood for another command.
        case reused
        /// The engine has not answered; it may still.
        case silent
        /// An engine that has ended had it, and nobody knows whether it acted.
        case lost
    }

    private struct Entry {
        var form: CommandForm
        /// nil: the engine has it, and has not answered.
        var outcome: Outcome?
        var waiters: [CheckedContinuation<Outcome, Never>] = []
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// The keys in the order of their coming.
        var order: [String] = []
        var store: (any CommandStore)?
    }

    private let state = Mutex(State())
    private let send: @Sendable (CommandRequest) -> Void
    private let disk = PatientDisk("drtop.commands")

    /// - Parameter send: to the engine; its answer comes back by `answered`.
    package init(send: @escaping @Sendable (CommandRequest) -> Void) {
        self.send = send
    }

    /// From now on commands are kept there.
    package func keep(in store: any CommandStore) { state.withLock { $0.store = store } }

    func hand(_ command: OperatorCommand, _ form: CommandForm, by author: String, key: String) async -> Outcome {
        let isNew = state.withLock { state -> Bool? in
            if let known = state.entries[key] { return known.form == form ? false : nil }
            state.entries[key] = Entry(form: form)
            state.order.append(key)
            if state.order.count > Self.remembered { state.entries[state.order.removeFirst()] = nil }
            return true
        }
        guard let isNew else { return .reused }
        if isNew {
            if let kept = await exchange(KeptCommand(key: key, form: form)) {
                state.withLock { $0.entries[key]?.form = kept.form }
                settle(key, kept.answer.map { .answered($0) } ?? .lost)
            } else {
                send(CommandRequest(id: CommandID(Self.prefix + key), operator: author, command: command))
            }
        }
        let timer = Task {
            // Cancelled is: answered.
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            for waiter in takeWaiters(key, nil) { waiter.resume(returning: .silent) }
        }
        defer { timer.cancel() }
        let outcome = await withCheckedContinuation { waiter in
            let outcome = state.withLock { state -> Outcome? in
                guard let entry = state.entries[key] else { return .silent }
                if let outcome = entry.outcome { return outcome }
                state.entries[key]?.waiters.append(waiter)
                return nil
            }
            if let outcome { waiter.resume(returning: outcome) }
        }
        // Only now it is known what the key stood for in an earlier process.
        let isSame = state.withLock { $0.entries[key]?.form ?? form } == form
        return isSame ? outcome : .reused
    }

    /// The engine's answer to a command. Returns whether it was one of this desk's.
    package func answered(_ id: CommandID, _ answer: CommandAnswer) -> Bool {
        guard id.text.hasPrefix(Self.prefix) else { return false }
        let key = String(id.text.dropFirst(Self.prefix.count))
        let (store, form) = state.withLock { ($0.store, $0.entries[key]?.form) }
        if let store, let form {
            // Not kept: after a restart it is known that it was commanded, and not what came of it.
            disk.later { try? store.keep(KeptCommand(key: key, form: form, answer: answer)) }
        }
        settle(key, .answered(answer))
        return true
    }

    /// Keeps a new command before the engine gets it, unless an earlier process has had it: that one is returned.
    private func exchange(_ command: KeptCommand) async -> KeptCommand? {
        guard let store = state.withLock({ $0.store }) else { return nil }
        let earlier = await disk.result(within: Self.diskPatience) { () -> KeptCommand? in
            // What cannot be read or kept acts all the same: an operator is not kept from acting by a broken disk.
            let earlier = try? store.find(command.key)
            if earlier == nil { try? store.keep(command) }
            return earlier
        }
        return earlier ?? nil
    }

    private func settle(_ key: String, _ outcome: Outcome) {
        for waiter in takeWaiters(key, outcome) { waiter.resume(returning: outcome) }
    }

    private func takeWaiters(_ key: String, _ outcome: Outcome?) -> [CheckedContinuation<Outcome, Never>] {
        state.withLock { state in
            guard let waiters = state.entries[key]?.waiters else { return [] }
            if let outcome { state.entries[key]?.outcome = outcome }
            state.entries[key]?.waiters = []
            return waiters
        }
    }

    private static let prefix = "desk:"
}
