import Engine
import Foundation
import RecoveryCore
import Synchronization
import TestSupport
import Testing

@testable import Interface

/// Who is told of alarms, and when.
struct NotificationTests {
    private static let settings = Settings(
        system: "orders",
        clusters: [Cluster(id: ClusterID(0), name: "fra1", initialRole: .primary, nodes: 0..<1)],
        nodes: [
            Node(
                id: NodeID(0), name: "a1", cluster: ClusterID(0), address: NodeAddress(host: "127.0.0.1", port: 1),
                pair: nil)
        ])

    private static func snapshot(_ alarms: [Alarm], phase: PhaseName = .primaryFailed) -> Snapshot {
        var recovery = Recovery(settings: settings, at: .origin)
        var snapshot = recovery.snapshot(at: .origin, wallTime: 1_800_000_000)
        snapshot.alarms = alarms
        snapshot.phase = phase
        return snapshot
    }

    private static func first(occurrence: Int = 1) -> Alarm {
        Alarm(
            id: AlarmID(1), kind: .first, cluster: ClusterID(0), priority: 1, since: .origin, occurrence: occurrence,
            text: "fra1 has failed")
    }

    private static let alertmanager = NotificationTarget(.alertmanager(url: "http://127.0.0.1:1"))
    private static let page = NotificationTarget(.command(["page"]), after: .seconds(300))

    // MARK: the outbox

    @Test func `an occurrence is told once begun and once ended`() {
        var outbox = NotificationOutbox([Self.alertmanager], restored: [])
        let alarm = Self.first()
        #expect(outbox.observe(Self.snapshot([alarm]), at: .origin).map(\.notification.state) == [.firing])
        #expect(outbox.observe(Self.snapshot([alarm]), at: .origin).isEmpty)
        var gone = alarm
        gone.isActive = false
        #expect(outbox.observe(Self.snapshot([gone]), at: .origin).map(\.notification.state) == [.resolved])
        #expect(outbox.observe(Self.snapshot([]), at: .origin).isEmpty)
        #expect(outbox.waiting(on: Self.alertmanager.name).map(\.notification.state) == [.firing, .resolved])
        let again = outbox.observe(Self.snapshot([Self.first(occurrence: 2)]), at: .origin)
        #expect(again.map(\.notification.occurrence) == [2])
    }

    @Test func `the most urgent alarm is told first, whatever was there before`() {
        var outbox = NotificationOutbox([Self.alertmanager], restored: [])
        var minor = Self.first()
        (minor.id, minor.kind, minor.priority) = (AlarmID(1), .nodesDown, 3)
        var major = Self.first()
        major.id = AlarmID(2)
        _ = outbox.observe(Self.snapshot([minor]), at: .origin)
        _ = outbox.observe(Self.snapshot([major]), at: .origin)
        let waiting = outbox.waiting(on: Self.alertmanager.name).map(\.notification)
        #expect(
            waiting.map { "\($0.kind) \($0.state)" } == [
                "first-alarm firing", "nodes-down firing", "nodes-down resolved",
            ])
    }

    @Test func `escalation is for a first alarm that nobody acknowledged in time`() {
        var outbox = NotificationOutbox([Self.page], restored: [])
        let alarm = Self.first()
        #expect(outbox.observe(Self.snapshot([alarm]), at: .origin + .seconds(299)).isEmpty)
        var acknowledged = alarm
        acknowledged.acknowledgement = Alarm.Acknowledgement(operator: "bob", at: .origin, priority: 1)
        #expect(outbox.observe(Self.snapshot([acknowledged]), at: .origin + .seconds(400)).isEmpty)
        #expect(outbox.observe(Self.snapshot([alarm]), at: .origin + .seconds(400)).count == 1)
        var other = alarm
        other.kind = .second
        other.id = AlarmID(2)
        #expect(outbox.observe(Self.snapshot([alarm, other]), at: .origin + .seconds(400)).isEmpty)
    }

    @Test func `what an earlier process did not tell is told, and what ended meanwhile is resolved`() {
        let firing = OutboxEntry(
            way: Self.alertmanager.name,
            notification: Notification(Self.first(), Self.snapshot([Self.first()]), state: .firing), isTold: true)
        var outbox = NotificationOutbox([Self.alertmanager], restored: [firing])
        #expect(outbox.waiting(on: Self.alertmanager.name).isEmpty)
        // Before the first clean round nothing is known.
        #expect(outbox.observe(Self.snapshot([], phase: .starting), at: .origin).isEmpty)
        let resolved = outbox.observe(Self.snapshot([], phase: .synchronizing), at: .origin)
        #expect(resolved.map(\.notification.state) == [.resolved])
        outbox.told(resolved[0].key)
        #expect(outbox.forgetEnded().count == 2)
        #expect(outbox.entries.isEmpty)
    }

    // MARK: telling

    private final class MemoryStore: NotificationStore {
        let entries = Mutex<[String: OutboxEntry]>([:])

        func load() -> [OutboxEntry] { entries.withLock { Array($0.values) } }
        func keep(_ new: [OutboxEntry]) { entries.withLock { kept in for entry in new { kept[entry.key] = entry } } }
        func forget(_ keys: [String]) { entries.withLock { kept in for key in keys { kept[key] = nil } } }
    }

    /// A disk that takes nothing before it is let go.
    private final class StuckStore: NotificationStore {
        let gate = DispatchSemaphore(value: 0)

        func load() -> [OutboxEntry] { [] }
        func keep(_ new: [OutboxEntry]) { gate.wait() }
        func forget(_ keys: [String]) {}
    }

    @Test func `a disk that does not answer keeps no alarm from people (I21)`() async throws {
        let store = StuckStore()
        let told = Mutex<[String?]>([])
        let states = Newest<Snapshot>()
        let notifier = try Notifier(
            [NotificationTarget(.command(["page"]))], states: states, store: store, client: WebClient(),
            command: { _, variables in
                told.withLock { $0.append(variables["DRTOP_STATE"]) }
                return nil
            }, clock: SystemClock(), report: { _ in })
        let task = Task { await notifier.run() }
        states.publish(Self.snapshot([Self.first()]))
        try await eventually("its beginning is told") { told.withLock { $0 } == ["firing"] }
        states.publish(Self.snapshot([], phase: .synchronizing))
        try await eventually("its end is told") { told.withLock { $0 } == ["firing", "resolved"] }
        task.cancel()
        for _ in 1...3 { store.gate.signal() }
        await task.value
    }

    @Test func `a way that fails is reported and tried until it works, also by the next process`() async throws {
        let receiver = try await Receiver()
        defer { receiver.stop() }
        receiver.answer(.internalServerError, "no")
        let store = MemoryStore()
        let states = Newest<Snapshot>()
        let reports = Mutex<[String?]>([])
        let target = NotificationTarget(.webhook(url: "http://127.0.0.1:\(receiver.port)/alarm"))
        func begin() throws -> Task<Void, Never> {
            let notifier = try Notifier(
                [target], states: states, store: store, client: WebClient(), command: { _, _ in nil },
                clock: SystemClock(), report: { text in reports.withLock { $0.append(text) } })
            return Task { await notifier.run() }
        }
        let one = try begin()
        states.publish(Self.snapshot([Self.first()]))
        try await eventually("the failure is reported") {
            reports.withLock { $0.contains { $0?.contains("answers 500") == true } }
        }
        one.cancel()
        await one.value
        receiver.answer(.ok)
        let before = receiver.received.count
        let two = try begin()
        try await eventually("it is told") { receiver.received.count > before }
        #expect(receiver.received.last?.body.contains("\"text\":\"fra1 has failed\"") == true)
        #expect(receiver.received.last?.body.contains("\"state\":\"firing\"") == true)
        states.publish(Self.snapshot([], phase: .synchronizing))
        try await eventually("its end is told, and it is forgotten") { store.load().isEmpty }
        #expect(receiver.received.last?.body.contains("\"state\":\"resolved\"") == true)
        two.cancel()
        await two.value
    }

    @Test func `a real Alertmanager shows the alarm while it fires, with its sentence`() async throws {
        let folder = try TemporaryFolder()
        let port = try freePort()
        let settings = try folder.write(
            "alertmanager.yml", "route: {receiver: nobody, group_wait: 1s}\nreceivers: [{name: nobody}]\n")
        let server = try RealServer(
            "/usr/bin/prometheus-alertmanager",
            [
                "--config.file=\(settings)", "--storage.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
            ], in: folder.path)
        try await aside { try server.listens(on: port) }
        let states = Newest<Snapshot>()
        let notifier = try Notifier(
            [NotificationTarget(.alertmanager(url: "http://127.0.0.1:\(port)"))], states: states, store: MemoryStore(),
            client: WebClient(), command: { _, _ in nil }, clock: SystemClock(), report: { _ in })
        let task = Task { await notifier.run() }
        defer { task.cancel() }
        func alerts() async throws -> String {
            try await aside {
                let wire = try LoopbackConnection(port: port)
                try wire.send(Array("GET /api/v2/alerts HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8))
                return try wire.everything()
            }
        }
        var snapshot = Self.snapshot([Self.first()])
        snapshot.wallTime = Date().timeIntervalSince1970
        states.publish(snapshot)
        try await eventually("it fires") {
            let text = try await alerts()
            return text.contains("first-alarm") && text.contains("\"system\":\"orders\"")
                && text.contains("\"cluster\":\"fra1\"") && text.contains("fra1 has failed")
        }
        states.publish(Self.snapshot([], phase: .synchronizing))
        try await eventually("it is resolved") { try await !alerts().contains("first-alarm") }
    }

    @Test func `a command gets the notification in variables`() async throws {
        let calls = Mutex<[[String: String]]>([])
        let states = Newest<Snapshot>()
        let notifier = try Notifier(
            [NotificationTarget(.command(["/usr/local/bin/page"]))], states: states, store: MemoryStore(),
            client: WebClient(),
            command: { _, variables in
                calls.withLock { $0.append(variables) }
                return nil
            }, clock: SystemClock(), report: { _ in })
        let task = Task { await notifier.run() }
        defer { task.cancel() }
        states.publish(Self.snapshot([Self.first()]))
        try await eventually("it is called") { calls.withLock { !$0.isEmpty } }
        let variables = calls.withLock { $0[0] }
        #expect(variables["DRTOP_ALARM"] == "first-alarm" && variables["DRTOP_STATE"] == "firing")
        #expect(variables["DRTOP_TEXT"] == "fra1 has failed" && variables["DRTOP_CLUSTER"] == "fra1")
    }
}
