import Dashboard
import Drivers
import Engine
import Glibc
import RecoveryCore
import Synchronization

/// Two clusters of real redis-server processes, callers that write, and the means to injure them: `drtop demo`.
final class Demonstration: Rehearsal {
    let file: SettingsFile
    let folder: DemoFolder
    private let fleet: RedisFleet
    private let ledger = WriteLedger()
    private let callers: [DemoCaller]
    private let clock = SystemClock()
    /// The callers' tasks; cancelled at the end.
    private let work = Mutex<Task<Void, Never>?>(nil)
    private let orders: AsyncStream<DemoCommand>
    private let order: AsyncStream<DemoCommand>.Continuation

    init(nodesPerCluster count: Int) throws(Failure) {
        DemoFolder.cleanUp()
        folder = try DemoFolder.make()
        let ports = try freePorts(2 * count)
        let settings = DemoSettings(
            nodesPerCluster: count, ports: ports, callersFolder: try folder.make("callers"))
        let path = try folder.write(settings.yaml, to: "drtop.yaml")
        do throws(SettingsFaults) {
            file = try SettingsFile.read(path, environment: [:])
        } catch {
            preconditionFailure("the demonstration's own settings are faulty: \(error)")
        }
        fleet = try RedisFleet(file.settings, in: folder)
        let ledger = ledger
        callers = settings.callerFiles.map { DemoCaller(name: $0.name, file: $0.file, ledger: ledger) }
        (orders, order) = AsyncStream.makeStream()
    }

    var status: DemoStatus { ledger.status(second: Int(clock.now().sinceOrigin.seconds)) }

    /// Starts the servers, then the callers.
    func prepare() async throws(Failure) {
        try await fleet.start()
        work.withLock { work in
            work = Task.detached { [callers, orders, self] in
                await withDiscardingTaskGroup { group in
                    for caller in callers { group.addTask { await caller.run() } }
                    group.addTask { for await command in orders { self.obey(command) } }
                }
            }
        }
    }

    func carryOut(_ command: DemoCommand) { order.yield(command) }

    private func obey(_ command: DemoCommand) {
        let nodes: [NodeID] =
            switch command.target {
            case .node(let node): [node]
            case .cluster(let cluster): file.settings.nodes(of: cluster).map(\.id)
            }
        for node in nodes {
            switch command.verb {
            case .kill: fleet.signal(node, SIGKILL)
            case .stop: fleet.signal(node, SIGSTOP)
            case .continue: fleet.signal(node, SIGCONT)
            case .restart:
                fleet.signal(node, SIGKILL)
                fleet.restart(node)
            }
        }
    }

    /// Stops everything and removes everything.
    func end() async {
        order.finish()
        let work = work.withLock { $0.take() }
        work?.cancel()
        fleet.end()
        folder.remove()
    }
}

/// Ports of loopback that are free now; all are held until the last is found, so that they differ. They lie below the range
/// from which the kernel gives ports to connections: one of those could take it while its server is down.
private func freePorts(_ count: Int) throws(Failure) -> [UInt16] {
    var sockets: [Int32] = []
    defer { for descriptor in sockets { close(descriptor) } }
    var ports: [UInt16] = []
    for _ in 0..<(100 + 10 * count) where ports.count < count {
        let port = UInt16.random(in: 12_000..<32_000)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        sockets.append(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isBound { ports.append(port) }
    }
    guard ports.count == count else { throw Failure("no \(count) free ports on loopback from 12000 to 31999") }
    return ports
}
