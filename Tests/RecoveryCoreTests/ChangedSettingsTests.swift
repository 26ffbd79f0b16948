import Testing

@testable import RecoveryCore

/// A restart with other settings: what was known of a node goes with its name and address, never with its place.
@Suite struct ChangedSettingsTests {
    private let settings = FakeSettings.make([2, 2, 2])

    private func change() -> RoleChange {
        let plan = Plan(
            kind: .switchover, from: ClusterID(0), target: ClusterID(1), epoch: 1, pairs: [], changes: [], loss: nil,
            drawn: .origin, expires: .origin, fingerprint: "f")
        let confirmation = Confirmation(
            kind: .switchover, fingerprint: "f", target: ClusterID(1), epoch: 1, operator: "eva")
        return RoleChange(plan: plan, confirmation: confirmation, began: .origin)
    }

    /// The same clusters, the first one with its nodes in the other order.
    private var turned: Settings {
        var turned = settings
        let nodes = [settings.nodes[1], settings.nodes[0]] + settings.nodes[2...]
        turned.nodes = nodes.enumerated().map { place, node in
            Node(
                id: NodeID(place), name: node.name, cluster: node.cluster, address: node.address,
                pair: PairID(place % 2))
        }
        return turned
    }

    @Test("I11: a node whose pair is parked because it may come back empty is found again at its new place")
    func guarded() throws {
        var state = DurableState(settings: settings)
        state.guarded = [NodeID(1)]
        (state.strangers, state.resumed) = ([NodeID(1)], [NodeID(1)])
        let moved = try state.adapted(to: turned)
        #expect(moved.guarded == [NodeID(0)] && moved.strangers == [NodeID(0)] && moved.resumed == [NodeID(0)])
        var without = settings
        without.nodes[1].name = "a9"
        let left = try state.adapted(to: without)
        #expect(left.guarded == [] && left.strangers == [] && left.resumed == [])
    }

    @Test("I12: what a role change that was given up may have made of a node is undone at its new place")
    func givenUp() throws {
        var state = DurableState(settings: settings)
        state.givenUp = [NodeID(1)]
        #expect(try state.adapted(to: turned).givenUp == [NodeID(0)])
    }

    @Test("what was adapted once is the state of the new settings: the next start adapts nothing")
    func topology() throws {
        var state = DurableState(settings: settings)
        state.guarded = [NodeID(1)]
        let moved = try state.adapted(to: turned)
        #expect(moved.topology == DurableState.Topology(turned))
        #expect(try moved.adapted(to: turned) == moved)
    }

    @Test("I11: settings whose nodes changed are refused in the middle of a role change, whatever else they say")
    func inTheMiddle() throws {
        var state = DurableState(settings: settings)
        state.change = change()
        var newer = settings
        newer.nodes[5].name = "c9"
        #expect(throws: TopologyFault.self) { try state.adapted(to: newer) }
        #expect(try state.adapted(to: settings) == state, "the same settings go on with it")
    }

    @Test("a change that only waits for its callers does not hold up new settings, and is over with them")
    func converging() throws {
        var state = DurableState(settings: settings)
        state.converging = change()
        #expect(try state.adapted(to: turned).converging == nil)
        #expect(try state.adapted(to: settings).converging == state.converging)
    }

    @Test("M10, I17: what a caller keeps is found by its node, however many its service has", arguments: [4, 20])
    func keeps(_ size: Int) {
        var settings = FakeSettings.make([size, size], callers: 1)
        settings.services = [Service(name: "all", interface: "redis", pairs: (0..<size).map(PairID.init))]
        settings.callers[0].uses = [0]
        let caller = settings.callers[0]
        let first = AddressMapping(settings: settings, cluster: ClusterID(0), leftOut: [])
            .information(for: caller, epoch: 1, published: nil)
        let second = AddressMapping(settings: settings, cluster: ClusterID(1), leftOut: [PairID(3)])
            .information(for: caller, epoch: 2, published: first)
        let kept = second.endpoints.filter { $0.address.hasPrefix("10.1.") }
        #expect(kept.map(\.node) == ["a4"] && second.endpoints.count == size)
    }
}
