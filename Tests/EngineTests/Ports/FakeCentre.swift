import Engine
import RecoveryCore

/// Takes everything, or never answers.
struct FakeCentre: ConfigurationCentrePort {
    let trace: Trace
    let latch: FakeStorage

    func claim(_ confirmation: Confirmation) async -> ClaimOutcome {
        trace.add("claim")
        return .claimed
    }

    func publish(_ publication: Publication) async -> PublicationOutcome {
        // The same hang as the driver's.
        _ = await latch.carryOut(Order(.park(NodeID(99)), deadline: nil)) { _ in }
        trace.add("publish \(publication.epoch)")
        return .published
    }
}

struct FakeDelivery: DeliveryPort {
    let trace: Trace

    func deliver(_ information: ConfigurationInformation, to caller: Caller) async -> DeliveryOutcome {
        trace.add("deliver \(information.epoch) to \(caller.name)")
        return .applied
    }
}
