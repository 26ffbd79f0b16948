import RecoveryCore
import Synchronization

/// Hands commands to the engine, each once: a command that comes again under its key gets the answer of the first time.
package final class CommandDesk: Sendable {
    /// What a key stood for is remembered for so many commands; then it is forgotten, the oldest first.
    private static let remembered = 10_000
    static let patience = Duration.seconds(10)

    private struct Entry {
        var form: CommandForm
        var answer: CommandAnswer?
        var waiters: [CheckedContinuation<CommandAnswer?, Never>] = []
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// The keys in the order of their coming.
        var order: [String] = []
    }

    private let state = Mutex(State())
    private let send: @Sendable (CommandRequest) -> Void

    /// - Parameter send: to the engine; its answer comes back by `answered`.
    package init(send: @escaping @Sendable (CommandRequest) -> Void) {
        self.send = send
    }

    enum Outcome: Sendable {
        case answered(CommandAnswer)
        /// The key stood for another command.
        case reused
        /// The engine has not answered; it may still.
        case silent
    }

    func hand(_ command: OperatorCommand, _ form: CommandForm, by author: String, key: String) async -> Outcome {
        let isNew = state.withLock { state -> Bool? in
            if let known = state.entries[key] { return known.form == form ? false : nil }
            state.entries[key] = Entry(form: form)
            state.order.append(key)
            if state.order.count > Self.remembered { state.entries[state.order.removeFirst()] = nil }
            return true
        }
        guard let isNew else { return .reused }
        if isNew { send(CommandRequest(id: CommandID(Self.prefix + key), operator: author, command: command)) }
        let timer = Task {
            // Cancelled is: answered.
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            release(key)
        }
        defer { timer.cancel() }
        let answer = await withCheckedContinuation { waiter in
            let answer = state.withLock { state -> CommandAnswer?? in
                guard let entry = state.entries[key] else { return .some(nil) }
                if let answer = entry.answer { return answer }
                state.entries[key]?.waiters.append(waiter)
                return nil
            }
            if let answer { waiter.resume(returning: answer) }
        }
        return answer.map { .answered($0) } ?? .silent
    }

    /// The engine's answer to a command. Returns whether it was one of this desk's.
    package func answered(_ id: CommandID, _ answer: CommandAnswer) -> Bool {
        guard id.text.hasPrefix(Self.prefix) else { return false }
        let key = String(id.text.dropFirst(Self.prefix.count))
        for waiter in take(key, answer) { waiter.resume(returning: answer) }
        return true
    }

    private func release(_ key: String) {
        for waiter in take(key, nil) { waiter.resume(returning: nil) }
    }

    private func take(_ key: String, _ answer: CommandAnswer?) -> [CheckedContinuation<CommandAnswer?, Never>] {
        state.withLock { state in
            guard let waiters = state.entries[key]?.waiters else { return [] }
            if let answer { state.entries[key]?.answer = answer }
            state.entries[key]?.waiters = []
            return waiters
        }
    }

    private static let prefix = "desk:"
}
