import RecoveryCore

// Intents and results in the words of the journal.

extension Effect.Action {
    package func words(in settings: Settings) -> String {
        switch self {
        case .order(let order): order.words(in: settings)
        case .claim(let confirmation):
            "claim the confirmation of \(confirmation.kind.words) \(confirmation.fingerprint)"
        case .publish(let publication): "publish epoch \(publication.epoch): \(publication.clusterName)"
        case .deliver(let caller, let information):
            "deliver epoch \(information.epoch) to \(settings.caller(caller).name)"
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer: ""
        }
    }
}

extension Effect {
    /// Allowed although the journal cannot be written (I21).
    var isProtective: Bool {
        if case .order(let order) = action { order.isProtective } else { false }
    }
}

extension Effect.Action {
    /// How an outside effect ends that could not be carried out.
    func failure(_ why: String) -> EffectOutcome {
        switch self {
        case .order: .order(.failed(why))
        case .claim: .claim(.failed(why))
        case .publish: .publication(.failed(why))
        case .deliver: .delivery(.failed(why))
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer:
            preconditionFailure("\(self) has no outcome")
        }
    }
}

extension Order {
    func words(in settings: Settings) -> String {
        func name(_ node: NodeID) -> String { settings.name(of: node) }
        return switch action {
        case .park(let node): "park \(name(node))"
        case .fence(let node, _): "fence \(name(node))"
        case .promote(let node): "promote \(name(node))"
        case .follow(let node, let source): "let \(name(node)) follow \(name(source))"
        case .handOver(let from, let to): "hand over from \(name(from)) to \(name(to))"
        }
    }

    fileprivate var isProtective: Bool {
        switch action {
        case .park, .fence: true
        case .promote, .follow, .handOver: false
        }
    }
}

extension EffectOutcome {
    package var words: String {
        switch self {
        case .order(.done(let finding)): "done" + (finding.text.isEmpty ? "" : ": \(finding.text)")
        case .order(.failed(let why)), .claim(.failed(let why)), .publication(.failed(let why)),
            .delivery(.failed(let why)):
            "failed: \(why)"
        case .order(.timedOut): "no answer in time"
        case .claim(.claimed): "claimed"
        case .claim(.refused(let why)), .publication(.refused(let why)): "refused: \(why)"
        case .publication(.published): "published"
        case .delivery(.applied): "applied"
        case .delivery(.delivered): "delivered"
        }
    }
}
