import Engine
import RecoveryCore
import Synchronization

/// Asks every node its heartbeat: one thread, one epoll, connections that stay. The outcomes go to the event sink.
///
/// Make it, `start` it, and `stop` it before it is let go. All calls may come from any thread but the prober's own.
package final class Prober: HeartbeatPort {
    private let plan: ProberPlan
    private let thread = Mutex<OwnThread?>(nil)

    /// `addresses` by `NodeID.index`. Names among them are looked up off the prober's thread, again and again.
    package init(
        addresses: [NodeAddress], probe: any Probe, options: ProberOptions = ProberOptions(),
        status: StatusQuestion? = nil, sink: any EventSink, clock: any Clock = SystemClock()
    ) throws(ProberFault) {
        precondition(
            options.interval >= .milliseconds(1) && options.timeout > .zero && options.misses >= 1, "\(options)")
        plan = ProberPlan(
            addresses: addresses, probe: probe, options: options, status: status, sink: sink, clock: clock,
            inbox: try ProberInbox())
    }

    /// A prober that was let go without `stop` ends all the same, but nobody waits for it.
    deinit { plan.inbox.post { $0.isStopped = true } }

    /// Begins to ask. Precondition: it was not started before.
    package func start() throws(ProberFault) {
        let plan = plan
        do throws(ThreadFault) {
            try thread.withLock { thread throws(ThreadFault) in
                precondition(thread == nil, "the prober was started twice")
                thread = try OwnThread(name: "heartbeats") {
                    var loop = ProberLoop(plan)
                    loop.run()
                }
            }
        } catch {
            throw ProberFault("no thread: \(SocketFault.text(error.code))")
        }
    }

    /// Closes all connections and returns when nothing will be sent to the sink any more.
    package func stop() {
        plan.inbox.post { $0.isStopped = true }
        if let running = thread.withLock({ $0.take() }) { running.join() }
    }

    /// Multiplies the timeout of the heartbeats from the next one on that is looked at, 1 to 9.
    package func stretchTimeouts(_ factor: Int) {
        precondition((1...9).contains(factor), "stretched by \(factor)")
        plan.inbox.post { $0.stretch = factor }
    }

    /// Asks the status question of these nodes at once, or as soon as they are connected.
    package func inspect(_ nodes: [NodeID]) {
        plan.inbox.post { $0.inspected.formUnion(nodes.map(\.index)) }
    }
}

/// What the prober's thread is given.
struct ProberPlan: Sendable {
    var addresses: [NodeAddress]
    var probe: any Probe
    var options: ProberOptions
    var status: StatusQuestion?
    var sink: any EventSink
    var clock: any Clock
    var inbox: ProberInbox
}
