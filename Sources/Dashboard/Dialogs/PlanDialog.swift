import RecoveryCore
import Screen

/// The form in which an operator confirms a failover, switchover or reverse sync: the plan's facts, and a field for the
/// name of the cluster that takes over or is overwritten. What is confirmed is the fingerprint that is on the screen.
///
/// It locks, clears the field and says what changed when a fact of the plan changes, when its evidence is older than two
/// intervals, when it expires, or when another role change begins (I5, I24). Without a plan it is read-only and lists the
/// conditions.
struct PlanDialog: Hashable, Sendable {
    let kind: RoleChangeKind
    /// As it is on the screen.
    private(set) var offer: Offer
    private(set) var form: NameForm
    /// Why it locked itself the last time, or why the engine refused.
    private(set) var notice: String?
    /// Enter was pressed: this fingerprint is on its way.
    private(set) var sent: String?
    var scroll = 0
    var showsConditions = false
    /// When the newest evidence on the screen was taken.
    private var evidence: Instant

    init(_ kind: RoleChangeKind, _ snapshot: Snapshot, now: Instant) {
        self.kind = kind
        offer = snapshot.offer(kind) ?? Offer(kind: kind, plan: nil, rows: [], conditions: [])
        form = NameForm(now: now)
        evidence = snapshot.at
    }

    var plan: Plan? { offer.isPossible ? offer.plan : nil }

    func target(_ settings: Settings) -> String? { plan.map { settings.name(of: $0.target) } }

    mutating func presented(_ now: Instant) { form.presented(now) }
    mutating func regainedFocus(_ now: Instant) { form.regainedFocus(now) }

    /// A new snapshot. True: the plan that was confirmed here has begun.
    mutating func observe(_ snapshot: Snapshot, now: Instant) -> Bool {
        if let sent, let change = snapshot.change, change.plan.fingerprint == sent { return true }
        let new = snapshot.offer(kind) ?? Offer(kind: kind, plan: nil, rows: [], conditions: [])
        let old = offer
        let gap = snapshot.at - evidence
        offer = new
        evidence = snapshot.at
        // What was sent is the engine's to judge; its answer comes back.
        guard sent == nil else { return false }
        if let change = snapshot.change, snapshot.isChanging {
            lock("another role change began: \(change.plan.kind.words) by \(change.confirmation.operator)", now)
        } else if old.plan?.fingerprint != new.plan?.fingerprint || old.isPossible != new.isPossible {
            lock("changed: " + PlanChanges.between(old, new, snapshot.settings).joined(separator: "; "), now)
        } else if old.plan != nil, gap > Scene.staleAge(snapshot.settings) {
            lock("the facts were \(Figures.duration(gap)) old; they are fresh again", now)
        }
        return false
    }

    private mutating func lock(_ reason: String, _ now: Instant) {
        form.lock(now: now)
        // A notice stands until something else is to be said: the operator may not have looked.
        notice = reason
        scroll = 0
    }

    mutating func answered(_ answer: CommandAnswer, now: Instant) {
        guard sent != nil else { return }
        switch answer {
        case .done: break
        case .refused(let text):
            sent = nil
            lock("refused: \(text)", now)
        }
    }

    /// Why Enter would do nothing now; nil: it would begin.
    func locked(_ snapshot: Snapshot, now: Instant) -> String? {
        guard let plan, let target = target(snapshot.settings) else { return "not possible now" }
        if sent != nil { return "sent" }
        if isStale(snapshot, now: now) { return "the facts are too old" }
        if now >= plan.expires { return "the plan has expired" }
        if snapshot.isChanging { return "another role change is under way" }
        if snapshot.offer(kind)?.plan?.fingerprint != plan.fingerprint { return "the plan has changed" }
        if !form.isOpen(now) { return "read first" }
        return form.typed == target ? nil : "until the name is typed"
    }

    func isStale(_ snapshot: Snapshot, now: Instant) -> Bool {
        now - snapshot.at > Scene.staleAge(snapshot.settings)
    }

    enum Outcome: Hashable {
        case stay
        case refused
        case close
        case act(DashboardAction)
    }

    mutating func handle(_ key: Key, _ snapshot: Snapshot, isReadOnly: Bool, now: Instant) -> Outcome {
        // Esc is always safe; anything else was meant for what was there before.
        guard form.isOpen(now) else { return key == .escape ? .close : .stay }
        clearIfLapsed(snapshot, now: now)
        let hasField = plan != nil && sent == nil && !isReadOnly && !showsConditions
        switch form.handle(key, hasField: hasField) {
        case .handled: return .stay
        case .refused: return .refused
        case .cancel: return .close
        case .command: return command(key)
        case .confirm: return confirm(snapshot, isReadOnly: isReadOnly, now: now)
        }
    }

    /// Time alone can make the facts too old or the plan too old: then what was typed must not stay either.
    private mutating func clearIfLapsed(_ snapshot: Snapshot, now: Instant) {
        guard sent == nil, let plan, !form.typed.isEmpty else { return }
        if isStale(snapshot, now: now) { lock("the facts are too old: drtop hears nothing new", now) }
        if now >= plan.expires { lock("the plan has expired; a new one is being drawn up", now) }
    }

    private mutating func confirm(_ snapshot: Snapshot, isReadOnly: Bool, now: Instant) -> Outcome {
        guard !isReadOnly, locked(snapshot, now: now) == nil, let plan else { return .refused }
        sent = plan.fingerprint
        notice = nil
        return .act(.command(.confirm(kind, fingerprint: plan.fingerprint, typed: form.typed)))
    }

    private mutating func command(_ key: Key) -> Outcome {
        switch KeyTable.find(key, in: KeyTable.facts) {
        case .cancel: return .close
        case .toName, nil:
            // Without a plan there is nothing to go to, and Enter closes what can only be read.
            return plan == nil && key == .enter ? .close : .refused
        case .down: scroll += 1
        case .up: scroll = max(0, scroll - 1)
        case .why:
            showsConditions.toggle()
            scroll = 0
        case .acknowledgeFirst: return .act(.command(.acknowledge(.first)))
        case .acknowledgeSecond: return .act(.command(.acknowledge(.second)))
        }
        return .stay
    }
}
