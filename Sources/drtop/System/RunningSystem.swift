import CLinux
import Drivers
import Engine
import Foundation
import RecoveryCore
import Simulator
import Synchronization

/// One system with its engine: settings, lock, journal, heartbeats, driver and core, put together.
final class RunningSystem: Sendable {
    let settings: Settings
    let engine: Engine
    let answers = AnswerBoard()
    private let storage: Storage
    private let folder: StateFolder
    private let lock: EngineLock
    /// For tests only: nil everywhere else.
    private let failpoint: Failpoint?
    private let clock = SystemClock()

    /// What stands behind the engine's ports.
    enum Storage {
        case servers(Credentials)
        case simulated(SimulatedWorld)
    }

    /// Of the settings file nothing else is kept: for 10,000 nodes the origins of all values are some megabytes.
    convenience init(_ file: SettingsFile, folder: StateFolder) throws(Failure) {
        try self.init(file.settings, on: .servers(file.credentials), folder: folder)
        if let shortage = FileLimit.raise().shortage(nodes: settings.nodes.count) { throw Failure(shortage) }
    }

    /// Takes the system's lock, so that nothing else can be its engine.
    init(_ settings: Settings, on storage: Storage, folder: StateFolder) throws(Failure) {
        self.storage = storage
        self.folder = folder
        self.settings = settings
        engine = Engine(settings: settings)
        failpoint = try Self.failpoint()
        let acquisition: EngineLock.Acquisition
        do throws(FileTrouble) {
            try folder.create()
            acquisition = try EngineLock.acquire(in: folder, as: .current(wallTime: clock.wallTime()))
        } catch {
            throw Failure(error.description)
        }
        switch acquisition {
        case .acquired(let lock): self.lock = lock
        case .held(let holder): throw Failure(EngineLock.refusal(system: settings.system, holder: holder))
        }
    }

    /// Runs the engine until it was asked to stop and the step in hand has ended.
    func run() async throws(Failure) {
        let holder = "\(lock.holder.host).\(lock.holder.pid)"
        let (journal, centre, restored) = try restore(holder)
        switch storage {
        case .servers(let credentials): try await run(restored, journal, centre, on: credentials, holder)
        case .simulated(let world): await run(restored, journal, centre, on: world)
        }
    }

    private func run(
        _ restored: @escaping @Sendable () -> Recovery, _ journal: Journal, _ centre: EmbeddedCentre,
        on world: SimulatedWorld
    ) async {
        let ports = Perform.Ports(
            storage: world, heartbeats: world, journal: journal, centre: centre, delivery: world, answer: answers.take)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await world.run(self.engine) }
            await engine.run(restored, ports: ports)
            group.cancelAll()
        }
    }

    private func run(
        _ restored: @escaping @Sendable () -> Recovery, _ journal: Journal, _ centre: EmbeddedCentre,
        on credentials: Credentials,
        _ holder: String
    ) async throws(Failure) {
        var options = RedisReplication.Options()
        options.control = credentials.control.flatMap(RedisCredentials.init)
        options.sync = credentials.sync.flatMap(RedisCredentials.init)
        options.ownWritesFolder = folder.path + "/own-writes"
        let replication = RedisReplication(
            settings: settings, options: options, holder: holder, clock: clock, sink: engine)
        let prober: Prober
        do throws(ProberFault) {
            prober = try makeProber(replication, credentials, holder)
            try prober.start()
        } catch {
            throw Failure("the heartbeats cannot begin: \(error)")
        }
        var ports = Perform.Ports(
            storage: replication, heartbeats: prober, journal: journal, centre: centre,
            delivery: Deliveries(issued: { await centre.issued($0) }), answer: answers.take)
        if let failpoint { ports = failpoint.around(ports, in: settings) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await replication.run() }
            group.addTask {
                // Reading the settings and the first round of heartbeats took more than what follows.
                try? await Task.sleep(for: .seconds(5))
                drtop_heap_give_back()
            }
            if settings.heartbeat.probe != .redis {
                group.addTask { await self.pollStatus(replication) }
            }
            await engine.run(restored, ports: ports)
            group.cancelAll()
        }
        prober.stop()
    }

    func send(_ command: OperatorCommand, by author: String) {
        let id = CommandID(UUID().uuidString)
        answers.expect(id, command)
        engine.send(.commanded(CommandRequest(id: id, operator: author, command: command)))
    }

    func stop() { engine.send(.stopRequested) }

    private static func failpoint() throws(Failure) -> Failpoint? {
        guard let text = ProcessInfo.processInfo.environment[Failpoint.variable] else { return nil }
        guard let failpoint = Failpoint(text) else {
            throw Failure("\(Failpoint.variable)=\(text) is no failpoint: unset it; it is for drtop's own tests")
        }
        return failpoint
    }

    private func restore(_ holder: String) throws(Failure) -> (
        journal: Journal, centre: EmbeddedCentre, restored: @Sendable () -> Recovery
    ) {
        do {
            let database = try StateDatabase.open(in: folder)
            let journal = Journal(database)
            let now = clock.now()
            let wallTime = clock.wallTime()
            let restored = try journal.restore(now: now, wallTime: wallTime)
            let state = try restored.durable?.adapted(to: settings)
            let progress = restored.applied.map {
                CallerProgress(caller: $0.caller, delivered: $0.epoch, applied: $0.epoch)
            }
            let started = JournalEntry.started(version: Drtop.release, holder: holder)
            try journal.commit(JournalBatch(entries: [started], state: nil, at: now, wallTime: wallTime))
            let centre = EmbeddedCentre(database, holder: holder, clock: clock)
            return (
                journal, centre,
                { [settings] in
                    Recovery(
                        settings: settings, state: state, published: restored.published, progress: progress, at: now)
                }
            )
        } catch {
            throw Failure("the system's state cannot be used: \(error)")
        }
    }

    /// The probe of another kind leaves no connection on which the driver could ask: it asks by itself.
    private func pollStatus(_ replication: RedisReplication) async {
        let nodes = settings.nodes.map(\.id)
        while !Task.isCancelled {
            replication.inspect(nodes)
            do {
                try await Task.sleep(for: settings.heartbeat.interval)
            } catch {
                return  // cancelled: the engine has ended
            }
        }
    }

    private func makeProber(
        _ replication: RedisReplication, _ credentials: Credentials, _ holder: String
    ) throws(ProberFault) -> Prober {
        let access = credentials.monitor.flatMap { login in
            login.password.map { Access(user: login.user, password: $0.reveal) }
        }
        let board = replication.board
        let status = StatusQuestion(bytes: RedisStatusBoard.statusQuestion) { node, at, bytes in
            board.receive(node: node, at: at, bytes: bytes)
        }
        return try Prober(
            addresses: settings.nodes.map(\.address),
            probe: probe(
                of: settings.heartbeat.probe, access: access, connectionName: "drtop:\(settings.system):\(holder)"),
            options: ProberOptions(settings.heartbeat),
            status: settings.heartbeat.probe == .redis ? status : nil, sink: engine, clock: clock)
    }
}

extension RedisCredentials {
    init?(_ login: Login) {
        guard let password = login.password else { return nil }
        self.init(user: login.user ?? "default", password: password.reveal)
    }
}

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
