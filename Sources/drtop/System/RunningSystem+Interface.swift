import Drivers
import Engine
import Interface
import RecoveryCore

/// What of a running system is outside of its engine: who is told, who is delivered to, who may come in.
extension RunningSystem {
    func notifier(_ database: StateDatabase, _ web: WebClient) throws(Failure) -> Notifier {
        let (engine, runner) = (engine, CommandRunner())
        do {
            return try Notifier(
                notify.map(NotificationTarget.init), states: states,
                store: JournalOutbox(saved: SavedOutbox(database, clock: clock)), client: web,
                command: { await runner.run($0, $1) }, clock: clock,
                report: { engine.send(.notificationsFailed($0)) })
        } catch {
            throw Failure("the outbox cannot be used: \(error)")
        }
    }

    func deliveries(_ centre: EmbeddedCentre, _ web: WebClient, _ credentials: Credentials) -> Deliveries {
        let (webhook, keys) = (Webhook(web), EtcdKeys(web))
        return Deliveries(
            issued: { await centre.issued($0) }, secrets: credentials.webhooks,
            network: NetworkWays(
                webhook: { await webhook.deliver(to: $0, $1, $2, signature: $3) },
                etcd: { await keys.put($0, key: $1, $2) }))
    }

    func interface(_ documents: DocumentBoard, _ credentials: Credentials) -> Interface {
        let (engine, clock) = (engine, clock)
        let ids = Dictionary(uniqueKeysWithValues: settings.callers.map { ($0.name, $0.id) })
        return Interface(
            system: settings.system, states: states, desk: desk, attendance: attendance, documents: documents,
            socket: Interface.socket(in: folder.path),
            listening: listening.map { Interface.Listening($0, credentials) }, mostConnections: mostConnections,
            meter: meter,
            hear: { word in
                guard let id = ids[word.caller] else { return }
                engine.send(.callerSpoke(id, epoch: word.epoch, applies: word.applies))
            }, now: { clock.now() })
    }

    /// Half of the descriptors that the heartbeats leave: orders and deliveries need theirs while all callers come at once.
    private var mostConnections: Int {
        let left = Int(clamping: FileLimit.current().soft) - settings.nodes.count - FileLimit.reserve
        return min(Interface.manyConnections, max(64, left / 2))
    }
}
