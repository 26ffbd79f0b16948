import RecoveryCore

/// Faults that meet: each of them alone hardly ever leads where these lead together, and `--coverage` told where nobody had
/// been.
extension FaultDrawing {
    private enum Coincidence: CaseIterable {
        case failuresDuringASwitchoverClaim, returnDuringAFailoverClaim, emptyReturnBeforeSyncIsStopped,
            failureOfASourceThatIsCutOff, runDuringASwitchover, failureOfASourceDuringItsClaim
    }

    /// Half of the time, one of them. By its own chance: what strikes elsewhere stays the same.
    static func coincidence(_ seed: UInt64, _ settings: Settings, _ faultTime: Moment) -> [Fault] {
        var own = FaultDrawing(settings: settings, faultTime: faultTime, chance: Chance(seed: seed, stream: 7))
        guard own.chance.happens(perMille: 500) else { return [] }
        let faults =
            switch own.chance.pick(Coincidence.allCases) {
            case .failuresDuringASwitchoverClaim: own.failuresDuringASwitchoverClaim()
            case .returnDuringAFailoverClaim: own.returnDuringAFailoverClaim()
            case .emptyReturnBeforeSyncIsStopped: own.emptyReturnBeforeSyncIsStopped()
            case .failureOfASourceThatIsCutOff: own.failureOfASourceThatIsCutOff()
            case .runDuringASwitchover: own.runDuringASwitchover()
            case .failureOfASourceDuringItsClaim: own.failureOfASourceDuringItsClaim()
            }
        // They wait for their moment from the same moment on.
        let at = own.chance.within(15 * .second...max(faultTime - 5 * .minute, faultTime / 2))
        return faults.map { fault in
            var fault = fault
            fault.at += at
            return fault
        }
    }

    /// The claim is under way for seconds, comes to nothing, and meanwhile all clusters fail, or all but one.
    private mutating func failuresDuringASwitchoverClaim() -> [Fault] {
        let aim = Fault.Aim(place: .step(.switchover, .claim), delay: 0)
        let spared = chance.happens(perMille: 700) ? chance.below(3) : nil
        let failing = settings.clusters.filter { $0.id.index != spared || settings.clusters.count < 3 }
        return unansweredClaim(aim)
            + failing.flatMap { cluster in
                crash(cluster.id.index, .nothing, for: chance.within(10...60) * .second, aim)
            }
    }

    /// A backup's node that was away when sync was stopped comes back while the claim is under way, and takes no orders.
    private mutating func returnDuringAFailoverClaim() -> [Fault] {
        let lost = chance.below(settings.clusters.count)
        let node = chance.pick(settings.nodes.filter { $0.cluster.index != lost }.map(\.id.index))
        let aim = Fault.Aim(place: .phase(.primaryFailed), delay: 0)
        return unansweredClaim(Fault.Aim(place: .step(.failover, .claim), delay: 0))
            + crash(lost, .nothing, for: chance.within(60...120) * .second, nil) + [
                Fault(.crash(node: node, .nothing), at: 0, for: chance.within(1000...15_000) * .millisecond, aim: aim),
                Fault(.disobeys(node: node), at: 0, for: .minute, aim: aim),
            ]
    }

    /// One node of a cluster that has failed comes back without its data, while a backup refuses to let go.
    private mutating func emptyReturnBeforeSyncIsStopped() -> [Fault] {
        let lost = chance.below(settings.clusters.count)
        let first = settings.clusters[lost].nodes.lowerBound
        let outage = Fault(.crash(node: first, .everything), at: 0, for: chance.within(5...15) * .second)
        let others = crash(lost, .nothing, for: chance.within(60...120) * .second, nil).dropFirst()
        return [outage] + others
            + disobedience(
                of: settings.clusters.map(\.id.index).filter { $0 != lost },
                Fault.Aim(place: .phase(.primaryFailed), delay: 0))
    }

    /// After a failover another backup hears nothing of its new source, which fails for a while.
    private mutating func failureOfASourceThatIsCutOff() -> [Fault] {
        let source = chance.below(settings.clusters.count)
        let follower = (source + 1 + chance.below(settings.clusters.count - 1)) % settings.clusters.count
        let start = Fault.Aim(place: .phase(.unprotected), delay: 0)
        let later = Fault.Aim(place: .phase(.unprotected), delay: chance.within(1000...4000) * .millisecond)
        return [Fault(.cut(from: .cluster(source), to: .cluster(follower)), at: 0, for: 2 * .minute, aim: start)]
            + disobedience(of: [follower], later)
            + crash(source, .nothing, for: chance.within(5...20) * .second, later)
    }

    private mutating func runDuringASwitchover() -> [Fault] {
        guard settings.sync.rule != .realTime else { return failuresDuringASwitchoverClaim() }
        let delay = chance.within(0...30) * .millisecond
        return [Fault(.syncDue, at: 0, for: .second, aim: Fault.Aim(place: .phase(.switchingOver), delay: delay))]
    }

    /// A reverse sync is being claimed when its source fails, and the third cluster is as it was when sync was stopped.
    private mutating func failureOfASourceDuringItsClaim() -> [Fault] {
        guard settings.clusters.count > 2 else { return failuresDuringASwitchoverClaim() }
        let lost = chance.below(settings.clusters.count)
        let source = (lost + 1 + chance.below(settings.clusters.count - 1)) % settings.clusters.count
        let others = settings.clusters.map(\.id.index).filter { $0 != lost && $0 != source }
        let aim = Fault.Aim(place: .step(.reverseSync, .claim), delay: 0)
        return crash(lost, .nothing, for: chance.within(20...60) * .second, nil)
            + disobedience(of: others, Fault.Aim(place: .phase(.failingOver), delay: 0), for: 5 * .minute)
            + unansweredClaim(aim) + crash(source, .nothing, for: chance.within(20...60) * .second, aim)
    }

    // MARK: what they are made of

    private mutating func unansweredClaim(_ aim: Fault.Aim) -> [Fault] {
        let time = chance.within(3000...12_000) * .millisecond
        return [
            Fault(.centreSlow(by: time), at: 0, for: .second, aim: aim),
            Fault(.centreSilent, at: 0, for: time + .second, aim: aim),
        ]
    }

    private func crash(_ cluster: Int, _ loss: Fault.Loss, for time: Moment, _ aim: Fault.Aim?) -> [Fault] {
        settings.clusters[cluster].nodes.map { Fault(.crash(node: $0, loss), at: 0, for: time, aim: aim) }
    }

    private func disobedience(of clusters: [Int], _ aim: Fault.Aim, for time: Moment = .minute) -> [Fault] {
        clusters.flatMap { settings.clusters[$0].nodes }
            .map { Fault(.disobeys(node: $0), at: 0, for: time, aim: aim) }
    }
}
