import CLinux
import Drivers
import Engine
import Foundation
import Interface
import RecoveryCore
import Simulator
import Synchronization

/// One system with its engine: settings, lock, journal, heartbeats, driver and core, put together.
final class RunningSystem: Sendable {
    let settings: Settings
    let engine: Engine
    let answers = AnswerBoard()
    private let storage: Storage
    let folder: StateFolder
    let listening: InterfaceSettings?
    let notify: [NotifySettings]
    let states = Newest<Snapshot>()
    let desk: CommandDesk
    let attendance: Attendance
    let meter = Meter()
    /// nil: given back.
    private let lock: Mutex<EngineLock?>
    private let holder: String
    private let interfaceFault = Mutex<InterfaceFault?>(nil)
    /// For tests only: nil everywhere else.
    private let failpoint: Failpoint?
    let clock = SystemClock()

    /// What stands behind the engine's ports.
    enum Storage {
        case servers(Credentials)
        case simulated(SimulatedWorld)
    }

    /// Of the settings file nothing else is kept: for 10,000 nodes the origins of all values are some megabytes.
    convenience init(_ file: SettingsFile, folder: StateFolder) throws(Failure) {
        try self.init(
            file.settings, on: .servers(file.credentials), folder: folder, listening: file.interface,
            notify: file.notify)
        if let shortage = FileLimit.raise().shortage(nodes: settings.nodes.count) { throw Failure(shortage) }
    }

    /// Takes the system's lock, so that nothing else can be its engine.
    init(
        _ settings: Settings, on storage: Storage, folder: StateFolder, listening: InterfaceSettings? = nil,
        notify: [NotifySettings] = []
    ) throws(Failure) {
        self.storage = storage
        self.folder = folder
        self.settings = settings
        self.listening = listening
        self.notify = notify
        let engine = Engine(settings: settings, onTick: { [meter] in meter.count(lateness: $0) })
        self.engine = engine
        desk = CommandDesk { engine.send(.commanded($0)) }
        attendance = Attendance { engine.send(.dashboardsChanged($0)) }
        failpoint = try Self.failpoint()
        let acquisition: EngineLock.Acquisition
        do throws(FileTrouble) {
            try folder.create()
            acquisition = try EngineLock.acquire(in: folder, as: .current(wallTime: clock.wallTime()))
        } catch {
            throw Failure(error.description)
        }
        switch acquisition {
        case .acquired(let lock):
            holder = "\(lock.holder.host).\(lock.holder.pid)"
            self.lock = Mutex(lock)
        case .held(let holder):
            var failure = Failure(EngineLock.refusal(system: settings.system, holder: holder))
            failure.isHeld = true
            throw failure
        }
        let (board, states) = (engine.board, states)
        board.onPublish { if let newest = board.newest { states.publish(newest) } }
    }

    /// Runs the engine until it was asked to stop and the step in hand has ended.
    ///
    /// - Parameter isReady: called once, when the interface listens and the engine begins.
    func run(isReady: @escaping @Sendable () -> Void = {}) async throws(Failure) {
        let restored = try restore()
        desk.keep(in: JournalCommands(saved: SavedCommands(restored.database, clock: clock)))
        let announcer = await Announcer(restored.centre, settings, inForce: restored.published)
        switch storage {
        case .servers(let credentials): try await run(restored, announcer, on: credentials, isReady)
        case .simulated(let world):
            let ports = Perform.Ports(
                storage: world, heartbeats: world, journal: restored.journal, centre: announcer,
                delivery: MeteredDelivery(world, meter: meter), answer: answer)
            await run(restored, ports, announcer, Credentials(), isReady, beside: [{ await world.run(self.engine) }])
        }
        if let fault = interfaceFault.withLock({ $0 }) { throw Failure("the interface cannot be opened: \(fault)") }
    }

    private func run(
        _ restored: Restored, _ announcer: Announcer, on credentials: Credentials,
        _ isReady: @escaping @Sendable () -> Void
    ) async throws(Failure) {
        var options = RedisReplication.Options()
        options.control = credentials.control.flatMap(RedisCredentials.init)
        options.sync = credentials.sync.flatMap(RedisCredentials.init)
        options.ownWritesFolder = folder.path + "/own-writes"
        let replication = RedisReplication(
            settings: settings, options: options, holder: holder, clock: clock, sink: engine)
        let prober: Prober
        do throws(ProberFault) {
            prober = try makeProber(replication, credentials)
            try prober.start()
        } catch {
            throw Failure("the heartbeats cannot begin: \(error)")
        }
        let web = WebClient()
        let notifier = try notifier(restored.database, web)
        var ports = Perform.Ports(
            storage: replication, heartbeats: prober, journal: restored.journal, centre: announcer,
            delivery: MeteredDelivery(deliveries(restored.centre, web, credentials), meter: meter), answer: answer)
        if let failpoint { ports = failpoint.around(ports, in: settings) }
        var beside: [@Sendable () async -> Void] = [
            { await replication.run() }, { await notifier.run() },
            {
                // Reading the settings and the first round of heartbeats took more than what follows. Only the engine's end
                // wakes it earlier, and does no harm.
                try? await Task.sleep(for: .seconds(5))
                drtop_memory_give_back()
            },
        ]
        if settings.heartbeat.probe != .redis { beside.append { await self.pollStatus(replication) } }
        await run(restored, ports, announcer, credentials, isReady, beside: beside)
        prober.stop()
    }

    /// The engine, with the interface and what else runs as long as it does.
    private func run(
        _ restored: Restored, _ ports: Perform.Ports, _ announcer: Announcer, _ credentials: Credentials,
        _ isReady: @escaping @Sendable () -> Void, beside tasks: [@Sendable () async -> Void]
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do throws(InterfaceFault) {
                    try await self.interface(announcer.board, credentials).run(isReady: isReady)
                } catch {
                    self.interfaceFault.withLock { $0 = error }
                    self.stop()
                }
            }
            for task in tasks { group.addTask { await task() } }
            await engine.run(restored.recovery, ports: ports)
            group.cancelAll()
        }
    }

    /// To whoever gave the command: somebody at the interface, or this process's screen.
    @Sendable private func answer(_ id: CommandID, _ answer: CommandAnswer) {
        if !desk.answered(id, answer) { answers.take(id, answer) }
    }

    func send(_ command: OperatorCommand, by author: String) {
        let id = CommandID(UUID().uuidString)
        answers.expect(id, command)
        engine.send(.commanded(CommandRequest(id: id, operator: author, command: command)))
    }

    /// Gives the system's lock back; to be called when `run` has ended, by who does not leave the process then.
    func leave() { lock.withLock { $0 = nil } }

    /// It has shown its state lately.
    var isAlive: Bool {
        guard let newest = engine.board.newest else { return true }
        return clock.now() - newest.at < .seconds(10)
    }

    func stop() { engine.send(.stopRequested) }

    private static func failpoint() throws(Failure) -> Failpoint? {
        guard let text = ProcessInfo.processInfo.environment[Failpoint.variable] else { return nil }
        guard let failpoint = Failpoint(text) else {
            throw Failure("\(Failpoint.variable)=\(text) is no failpoint: unset it; it is for drtop's own tests")
        }
        return failpoint
    }

    private typealias Restored = (
        database: StateDatabase, journal: Journal, centre: EmbeddedCentre, recovery: @Sendable () -> Recovery,
        published: [ConfigurationInformation]
    )

    private func restore() throws(Failure) -> Restored {
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
                database, journal, centre,
                { [settings] in
                    Recovery(
                        settings: settings, state: state, published: restored.published, progress: progress, at: now)
                }, restored.published
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
        _ replication: RedisReplication, _ credentials: Credentials
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
            status: settings.heartbeat.probe == .redis ? status : nil,
            sink: MeteredSink(engine, meter: meter), clock: clock)
    }
}

extension RedisCredentials {
    init?(_ login: Login) {
        guard let password = login.password else { return nil }
        self.init(user: login.user ?? "default", password: password.reveal)
    }
}
