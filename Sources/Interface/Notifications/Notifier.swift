import Engine
import RecoveryCore
import Synchronization

/// Tells people of alarms by the ways of the settings: each way in its own time, each notification until it was told (at
/// least once), also after a restart.
package final class Notifier: Sendable {
    private struct State {
        var outbox: NotificationOutbox
        /// By way: why it fails now.
        var troubles: [String: String] = [:]
        var reported: String?
    }

    private let targets: [NotificationTarget]
    private let states: Newest<Snapshot>
    private let store: any NotificationStore
    private let client: WebClient
    private let command: NotificationCommand
    private let clock: any Clock
    private let report: @Sendable (String?) -> Void
    private let state: Mutex<State>
    private let disk = PatientDisk("drtop.notifications")
    /// Rung when something waits.
    private let bell = Newest<Void>()

    /// How often what fires is said again where that is wanted.
    private static let repetition = Duration.seconds(60)
    /// What is new is kept before it is told, so that what was told is also told to its end; but a disk that is slow, or does
    /// not answer, keeps no alarm from people (I21).
    private static let diskPatience = Duration.milliseconds(20)
    /// At the end what was told is kept as told, or the next process tells it again.
    private static let lastPatience = Duration.seconds(1)

    /// - Parameters:
    ///   - report: why people are not told; nil: they are.
    /// - Throws: the outbox cannot be read.
    package init(
        _ targets: [NotificationTarget], states: Newest<Snapshot>, store: any NotificationStore, client: WebClient,
        command: @escaping NotificationCommand, clock: any Clock, report: @escaping @Sendable (String?) -> Void
    ) throws {
        self.targets = targets
        self.states = states
        self.store = store
        self.client = client
        self.command = command
        self.clock = clock
        self.report = report
        state = Mutex(State(outbox: NotificationOutbox(targets, restored: try store.load())))
    }

    /// Until the task is cancelled.
    package func run() async {
        if targets.isEmpty { return }
        await withDiscardingTaskGroup { group in
            for target in targets {
                group.addTask { await self.serve(target.name, self.way(target)) }
            }
            await follow()
        }
        _ = await disk.result(within: Self.lastPatience) {}
    }

    /// The table of ways.
    private func way(_ target: NotificationTarget) -> any NotificationWay {
        switch target.kind {
        case .alertmanager(let url): AlertmanagerWay(url: url, client: client)
        case .webhook(let url): NotificationWebhook(url: url, client: client)
        case .command(let arguments): CommandWay(arguments: arguments, run: command)
        }
    }

    private func follow() async {
        var seen: UInt64 = 0
        while !Task.isCancelled {
            guard let (version, snapshot) = await states.newer(than: seen, within: .seconds(5)) else { continue }
            seen = version
            let now = clock.now()
            let new = state.withLock { $0.outbox.observe(snapshot, at: now) }
            guard !new.isEmpty else { continue }
            _ = await disk.result(within: Self.diskPatience) { self.keep { try $0.keep(new) } }
            bell.publish(())
        }
    }

    private func serve(_ name: String, _ way: any NotificationWay) async {
        var seen: UInt64 = 0
        var failures = 0
        var repeated = ContinuousClock.now
        while !Task.isCancelled {
            let waiting = state.withLock { $0.outbox.waiting(on: name) }
            for entry in waiting {
                guard await tell(entry, name, way) else {
                    failures += 1
                    break
                }
                failures = 0
            }
            if way.repeats, failures == 0, ContinuousClock.now - repeated >= Self.repetition {
                repeated = .now
                for entry in state.withLock({ $0.outbox.firing(on: name) }) {
                    guard await attempt(entry.notification, name, way) else { break }
                }
            }
            if failures > 0 {
                // 1 s, 2 s, 4 s ... at most a minute; cancelled: the loop ends.
                try? await Task.sleep(for: .seconds(min(60, 1 << min(failures - 1, 6))))
            } else if let (version, _) = await bell.newer(than: seen, within: .seconds(10)) {
                seen = version
            }
        }
    }

    private func tell(_ entry: OutboxEntry, _ name: String, _ way: any NotificationWay) async -> Bool {
        guard await attempt(entry.notification, name, way) else { return false }
        let forgotten = state.withLock { state in
            state.outbox.told(entry.key)
            return state.outbox.forgetEnded()
        }
        var told = entry
        told.isTold = true
        let kept = told
        disk.later { self.keep { forgotten.contains(kept.key) ? try $0.forget(forgotten) : try $0.keep([kept]) } }
        return true
    }

    private func attempt(_ notification: Notification, _ name: String, _ way: any NotificationWay) async -> Bool {
        do throws(WebClient.Trouble) {
            try await way.tell(notification)
            note(nil, of: name)
            return true
        } catch {
            if !Task.isCancelled { note(error.text, of: name) }
            return false
        }
    }

    /// What cannot be kept is told all the same; after a restart it may be told twice.
    private func keep(_ work: (any NotificationStore) throws -> Void) {
        do {
            try work(store)
            note(nil, of: Self.outbox)
        } catch {
            note("\(error)", of: Self.outbox)
        }
    }

    private static let outbox = "the outbox"

    /// Reports only what has changed.
    private func note(_ trouble: String?, of name: String) {
        let news = state.withLock { state -> String?? in
            state.troubles[name] = trouble
            let text = state.troubles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            let shown = text.isEmpty ? nil : text.joined(separator: "; ")
            guard shown != state.reported else { return nil }
            state.reported = shown
            return .some(shown)
        }
        if let news { report(news) }
    }
}
