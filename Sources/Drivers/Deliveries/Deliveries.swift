import Engine
import RecoveryCore

/// Brings callers their documents by the ways that the settings name (M12).
package final class Deliveries: DeliveryPort {
    /// Programs at once; other callers' wait for their turn.
    static let mostCommands = 16
    /// Disks and sockets at once: each holds a thread.
    static let mostThreads = 32
    /// Callers at once.
    static let mostCallers = 1024

    private let issued: @Sendable (Epoch) async -> String?
    private let deadline: Duration
    private let secrets: [Credentials.WebhookName: Secret]
    private let network: NetworkWays
    private let callers = Turns(limit: Deliveries.mostCallers)
    private let commands = Turns(limit: Deliveries.mostCommands)
    private let threads = DeliveryThreads(limit: Deliveries.mostThreads)

    /// - Parameters:
    ///   - issued: when an epoch was published: `EmbeddedCentre.issued`, so that every way shows the same document.
    ///   - deadline: how long a reload command, or an exchange with a server on this machine, may take.
    ///   - secrets: with which webhooks are signed.
    package init(
        issued: @escaping @Sendable (Epoch) async -> String?, deadline: Duration = .seconds(10),
        secrets: [Credentials.WebhookName: Secret] = [:], network: NetworkWays = .none
    ) {
        self.issued = issued
        self.deadline = deadline
        self.secrets = secrets
        self.network = network
    }

    /// Applied when all ways of the caller have succeeded and its use is known; all are tried. Attempts for one caller follow
    /// each other, so that a late old one cannot overtake a new one. A caller without any way fetches its document itself:
    /// delivered.
    package func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome {
        if caller.deliveries.isEmpty { return .delivered }
        guard let issued = await issued(information.epoch) else {
            return .failed("epoch \(information.epoch) is not in the configuration centre")
        }
        let document = ConfigurationDocument(information, issued: issued)
        return await callers.take(caller.name) {
            var troubles: [String] = []
            var isApplied = true
            for delivery in caller.deliveries {
                switch await self.way(delivery, of: caller).bring(document) {
                case .applied: continue
                case .delivered: isApplied = false
                case .failed(let why): troubles.append(why)
                }
            }
            return troubles.isEmpty ? isApplied ? .applied : .delivered : .failed(troubles.joined(separator: "; "))
        }
    }

    /// The table of ways.
    private func way(_ delivery: Delivery, of caller: Caller) -> any Way {
        switch delivery {
        case .file(let path, let reload):
            FileWay(
                file: DeliveredFile(path: path),
                reload: reload.isEmpty ? nil : ReloadCommand(arguments: reload, deadline: deadline), threads: threads,
                commands: commands)
        case .webhook(let url):
            WebhookWay(
                url: url, secret: secrets[Credentials.WebhookName(caller: caller.name, url: url)], network: network)
        case .haproxy(let socket, let servers, let stateFile):
            HAProxyWay(socket: socket, servers: servers, stateFile: stateFile, deadline: deadline, threads: threads)
        case .pgbouncer(let file, let databases, let admin, let user):
            PgBouncerWay(
                file: file, databases: databases, admin: admin, user: user, deadline: deadline, threads: threads)
        case .etcd(let endpoints, let key):
            EtcdWay(endpoints: endpoints, key: key, callerSpeaks: caller.speaks, network: network)
        }
    }
}
