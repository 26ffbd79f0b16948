@testable import RecoveryCore

/// After a failover: ams2 serves, and not all callers are there yet.
extension Sample {
    static func converging() -> Snapshot {
        var snapshot = oldPrimaryBack()
        snapshot.alarms.removeAll { $0.kind == .recovered }
        snapshot.phase = .unprotected
        for index in snapshot.callers.indices where index != 4 {
            snapshot.settings.callers[index].deliveries = [.webhook(url: "http://10.3.0.\(index)/configuration")]
            snapshot.callers[index].since = ago(.seconds(250))
        }
        snapshot.callers[2] = CallerStatus(
            delivered: 412, applied: 412, pulls: false, error: "http://10.3.0.2/configuration: connection refused",
            retryAt: ago(.seconds(-12)), since: ago(.seconds(252)))
        snapshot.callers[3] = CallerStatus(delivered: 413, applied: 412, pulls: false, since: ago(.seconds(252)))
        snapshot.callers[4] = CallerStatus(delivered: 413, applied: 0, pulls: true, since: ago(.seconds(31)))
        snapshot.callers[5] = CallerStatus(
            delivered: 411, applied: 411, pulls: false, error: "no answer in time", retryAt: ago(.seconds(-40)),
            waiver: .init(epoch: 413, operator: "oncall", reason: "is switched off"))
        let plan = SampleOffers.failover(snapshot.settings).plan!
        var change = change(plan, began: .seconds(256))
        for index in 0..<5 { done(&change, index, at: .seconds(256 - index), took: .milliseconds(740)) }
        for index in 3..<5 { change.steps[index].parts = [] }
        change.steps[5].state = .running
        change.steps[5].began = ago(.seconds(252))
        snapshot.change = change
        snapshot.alarms.insert(
            alarm(
                7, .callersBehind, nil, 2, since: .seconds(242),
                "2 of 7 callers behind epoch 413: \(snapshot.settings.callers[2].name) connection refused"), at: 0)
        snapshot.verdict = Verdict(
            priority: 2, fact: "2 of 7 callers behind epoch 413. ams2 serves with 12/12 nodes. Unprotected for 4m12s.",
            short: "2 of 7 callers behind epoch 413")
        return snapshot
    }
}
