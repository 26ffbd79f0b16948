import RecoveryCore
import Synchronization

/// Answers to the commands of this process, until the screen takes them.
final class AnswerBoard: Sendable {
    private struct State: Sendable {
        var expected: [CommandID: OperatorCommand] = [:]
        var answered: [(command: OperatorCommand, answer: CommandAnswer)] = []
        var onAnswer: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func onAnswer(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onAnswer = action }
    }

    func expect(_ id: CommandID, _ command: OperatorCommand) {
        state.withLock { $0.expected[id] = command }
    }

    @Sendable func take(_ id: CommandID, _ answer: CommandAnswer) {
        let ring = state.withLock { state -> (@Sendable () -> Void)? in
            guard let command = state.expected.removeValue(forKey: id) else { return nil }
            state.answered.append((command, answer))
            return state.onAnswer
        }
        ring?()
    }

    func drain() -> [(command: OperatorCommand, answer: CommandAnswer)] {
        state.withLock { state in
            defer { state.answered = [] }
            return state.answered
        }
    }
}
