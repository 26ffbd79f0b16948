import Dashboard
import Drivers
import Foundation
import Interface
import RecoveryCore
import Synchronization

/// A system whose engine runs in another process: snapshots come through its operators' socket, commands go there. The
/// engine is not ours: leaving ends nothing.
final class AttachedSystem: WatchedSystem {
    private struct State: Sendable {
        var newest: Snapshot?
        var answered: [(command: OperatorCommand, answer: CommandAnswer)] = []
        var rings: [@Sendable () -> Void] = []
        var client: OperatorClient?
        var engine: String
        var isLeaving = false
    }

    private let folder: StateFolder
    private let socket: String
    private let state: Mutex<State>
    /// How soon a lost connection is tried again.
    private static let pause = Duration.milliseconds(500)

    /// - Throws: nobody listens at the socket.
    init(folder: StateFolder) throws(ClientFault) {
        self.folder = folder
        socket = Interface.socket(in: folder.path)
        state = Mutex(State(client: try OperatorClient(socket: socket), engine: Self.engine(in: folder)))
    }

    func journal(after number: Int64, limit: Int) throws(Failure) -> [JournalLine] {
        try JournalLine.read(in: folder, after: number, limit: limit)
    }

    var engineElsewhere: String? { state.withLock { $0.engine } }

    /// As it has signed its lock.
    private static func engine(in folder: StateFolder) -> String {
        EngineLock.holder(in: folder).map { "process \($0.pid) of \($0.user) on \($0.host)" } ?? "another process"
    }

    var newest: Snapshot? { state.withLock { $0.newest } }

    func onNews(_ ring: @escaping @Sendable () -> Void) { state.withLock { $0.rings.append(ring) } }

    func drainAnswers() -> [(command: OperatorCommand, answer: CommandAnswer)] {
        state.withLock { state in
            defer { state.answered = [] }
            return state.answered
        }
    }

    func send(_ command: OperatorCommand, by author: String) {
        let (client, settings) = state.withLock { ($0.client, $0.newest?.settings) }
        guard let client, let settings else { return answer(command, .refused("the engine cannot be reached")) }
        var form = CommandForm(command, in: settings)
        form.operator = author
        let (sent, key) = (form, UUID().uuidString)
        // Ends by itself, after the client's deadline at the latest.
        Task.detached { [self] in
            do throws(ClientFault) {
                let document = try await client.command(sent, key: key)
                answer(command, document.refused ? .refused(document.answer) : .done(document.answer))
            } catch {
                answer(command, .refused("\(error)"))
            }
        }
    }

    /// While the engine is away the newest snapshot only ages: the screen says so.
    func watch(for author: String) async throws(Failure) {
        while !state.withLock({ $0.isLeaving }) {
            if let client = state.withLock({ $0.client }) {
                do {
                    for try await snapshot in client.snapshots(for: author) {
                        take { $0.newest = snapshot }
                        if state.withLock({ $0.isLeaving }) { break }
                    }
                } catch {
                    // It has gone, or is being started anew: the loop looks for it.
                    state.withLock { $0.client = nil }
                }
            }
            // Only a cancelled task wakes earlier.
            try? await Task.sleep(for: Self.pause)
            reconnect()
        }
    }

    func stop() { state.withLock { $0.isLeaving = true } }

    private func reconnect() {
        guard state.withLock({ $0.client == nil && !$0.isLeaving }) else { return }
        // Not there yet: the next turn tries again.
        guard let client = try? OperatorClient(socket: socket) else { return }
        let engine = Self.engine(in: folder)
        state.withLock { ($0.client, $0.engine) = (client, engine) }
    }

    private func answer(_ command: OperatorCommand, _ answer: CommandAnswer) {
        take { $0.answered.append((command, answer)) }
    }

    private func take(_ change: (inout State) -> Void) {
        let rings = state.withLock { state in
            change(&state)
            return state.rings
        }
        for ring in rings { ring() }
    }
}
