@testable import RecoveryCore

/// What the core asks for outside of itself, by its part in the protocol.
enum Request: Hashable {
    /// The backup stops synchronizing.
    case park
    /// The backup synchronizes from the primary again.
    case follow
    /// The step of the failover, best effort.
    case fence
    /// The replaced primary's node still takes writes.
    case fenceReturned
    /// The backup's node takes writes although its cluster is no primary.
    case fenceBackup
    case promote
    /// The primary's node takes writes again: it was fenced for a failover that did not come about.
    case unfence
    case claim
    case publish(Publication)
    case deliver(ConfigurationInformation)

    /// - Parameter isOfStep: the failover in hand asks for it, not a node's posture.
    init(_ action: Effect.Action, isOfStep: Bool) {
        switch action {
        case .order(let order):
            switch order.action {
            case .park: self = .park
            case .fence(let node, _): self = node == CoreWorld.b1 ? .fenceBackup : isOfStep ? .fence : .fenceReturned
            case .promote(let node): self = node == CoreWorld.a1 ? .unfence : .promote
            case .follow: self = .follow
            case .handOver: preconditionFailure("a failover hands nothing over: \(order)")
            }
        case .claim: self = .claim
        case .publish(let publication): self = .publish(publication)
        case .deliver(_, let information): self = .deliver(information)
        case .record, .save, .watch, .inspect, .stretchTimeouts, .answer:
            preconditionFailure("\(action) goes nowhere outside")
        }
    }

    var word: String {
        switch self {
        case .park: "park"
        case .follow: "follow"
        case .fence: "fence"
        case .fenceReturned: "fenceReturned"
        case .fenceBackup: "fenceBackup"
        case .promote: "promote"
        case .unfence: "unfence"
        case .claim: "claim"
        case .publish: "publish"
        case .deliver: "deliver"
        }
    }

    /// Brings a node to its cluster's role; the model lets these end at once and well.
    var isOfPosture: Bool {
        switch self {
        case .follow, .fenceReturned, .fenceBackup, .unfence: true
        case .park, .fence, .promote, .claim, .publish, .deliver: false
        }
    }

    var failure: EffectOutcome {
        switch self {
        case .park, .follow, .fence, .fenceReturned, .fenceBackup, .promote, .unfence: .order(.failed("no answer"))
        case .claim: .claim(.failed("no answer"))
        case .publish: .publication(.failed("no answer"))
        case .deliver: .delivery(.failed("no answer"))
        }
    }

    var refusal: EffectOutcome {
        switch self {
        case .claim: .claim(.refused("another engine leads"))
        case .publish: .publication(.refused("another engine leads"))
        case .park, .follow, .fence, .fenceReturned, .fenceBackup, .promote, .unfence, .deliver: failure
        }
    }
}
