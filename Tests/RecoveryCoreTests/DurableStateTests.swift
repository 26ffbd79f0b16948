import Foundation
import Testing

@testable import RecoveryCore

/// What survives a restart: on another clock, and for other settings.
@Suite struct DurableStateTests {
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    private var settings: Settings { FakeSettings.make([2, 2, 2]) }

    private func plan() -> Plan {
        Plan(
            kind: .failover, from: ClusterID(0), target: ClusterID(1), epoch: 1, pairs: [], changes: [], loss: nil,
            drawn: at(1), expires: at(61), fingerprint: "f")
    }

    private func state() -> DurableState {
        var state = DurableState(settings: settings)
        var alarm = Alarm(
            id: AlarmID(1), kind: .second, cluster: ClusterID(2), priority: 2, since: at(10), occurrence: 1, text: "t")
        alarm.ended = at(20)
        alarm.acknowledgement = Alarm.Acknowledgement(operator: "eva", at: at(15), priority: 1)
        alarm.shelf = Alarm.Shelf(operator: "eva", reason: "known", until: at(99))
        let system = Alarm(
            id: AlarmID(2), kind: .journal, cluster: nil, priority: 1, since: at(5), occurrence: 1, text: "t")
        state.alarms = [alarm, system]
        state.maintenance = [Maintenance(node: NodeID(4), until: at(50), operator: "eva")]
        state.guarded = [NodeID(1)]
        state.ownWrites = [DurableState.CountedWrites(node: NodeID(5), writes: OwnWrites(bytes: 7))]
        state.leftOut = [PairID(1)]
        state.lastRoleChange = at(3)
        state.unprotectedSince = at(4)
        return state
    }

    @Test("moved to another clock, every instant moves")
    func shifted() {
        var state = state()
        let confirmation = Confirmation(
            kind: .failover, fingerprint: "f", target: ClusterID(1), epoch: 1, operator: "eva")
        var change = RoleChange(plan: plan(), confirmation: confirmation, began: at(2))
        change.steps[0].began = at(2)
        change.steps[0].ended = at(3)
        state.change = change
        let moved = state.shifted(by: .seconds(100))
        #expect(moved.alarms[0].since == at(110) && moved.alarms[0].ended == at(120))
        #expect(moved.alarms[0].acknowledgement?.at == at(115) && moved.alarms[0].shelf?.until == at(199))
        #expect(moved.maintenance.map(\.until) == [at(150)])
        #expect(moved.lastRoleChange == at(103) && moved.unprotectedSince == at(104))
        #expect(moved.change?.began == at(102) && moved.change?.plan.expires == at(161))
        #expect(moved.change?.steps[0].began == at(102) && moved.change?.steps[0].ended == at(103))
        #expect(moved.change?.steps[1].began == nil)
        #expect(moved.shifted(by: .seconds(-100)) == state)
    }

    @Test("I14: an acknowledgement that an older version kept, without a priority, is read and covers everything")
    func olderAcknowledgement() throws {
        let now = try #require(state().alarms[0].acknowledgement)
        let bytes = try JSONEncoder().encode(now)
        var fields = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        fields["priority"] = nil
        let read = try JSONDecoder().decode(
            Alarm.Acknowledgement.self, from: JSONSerialization.data(withJSONObject: fields))
        #expect(read.operator == "eva" && read.at == at(15) && read.covers(1) && read.covers(4))
    }

    @Test("clusters in another order: what belongs to a cluster or a node goes with it, what has gone is dropped")
    func adapted() throws {
        var newer = settings
        // ams2 has gone; par1 stands in its place.
        newer.clusters = [newer.clusters[0], newer.clusters[2]]
        newer.nodes = Array(newer.nodes[0..<2] + newer.nodes[4..<6])
        newer.clusters = newer.clusters.enumerated().map { place, cluster in
            Cluster(
                id: ClusterID(place), name: cluster.name, initialRole: cluster.initialRole,
                nodes: place * 2..<place * 2 + 2)
        }
        newer.nodes = newer.nodes.enumerated().map { place, node in
            Node(
                id: NodeID(place), name: node.name, cluster: ClusterID(place / 2), address: node.address,
                pair: node.pair)
        }
        var state = state()
        state.alarms[0].cluster = ClusterID(1)
        state.alarms.append(
            Alarm(
                id: AlarmID(3), kind: .second, cluster: ClusterID(2), priority: 2, since: at(1), occurrence: 1,
                text: "t"))
        let moved = try state.adapted(to: newer)
        #expect(moved.roles == [.primary, .backup])
        #expect(moved.alarms.map(\.id.number) == [2, 3] && moved.alarms[1].cluster == ClusterID(1))
        #expect(moved.maintenance.map(\.node) == [NodeID(2)])
        #expect(moved.guarded == [NodeID(1)] && moved.ownWrites.map(\.node) == [NodeID(3)])
        #expect(moved.leftOut == [PairID(1)])
        #expect(try state.adapted(to: settings) == state)
    }

    @Test("a cluster that is new is a backup; another first cluster asks anew what was left out")
    func newCluster() throws {
        var newer = settings
        newer.clusters[1].name = "osl4"
        #expect(try state().adapted(to: newer).roles == [.primary, .backup, .backup])
        var turned = FakeSettings.make([2, 2])
        turned.clusters[0].name = "ams2"
        turned.clusters[1].name = "fra1"
        #expect(try state().adapted(to: turned).leftOut == [])
    }

    @Test("settings that take the primary away, or that change in the middle of a role change, are refused")
    func refused() {
        var newer = settings
        newer.clusters[0].name = "osl4"
        #expect(throws: TopologyFault.self) { try state().adapted(to: newer) }
        var changing = state()
        let confirmation = Confirmation(
            kind: .failover, fingerprint: "f", target: ClusterID(1), epoch: 1, operator: "eva")
        changing.change = RoleChange(plan: plan(), confirmation: confirmation, began: at(2))
        #expect(throws: TopologyFault.self) { try changing.adapted(to: newer) }
    }

    @Test("settings with every kind of delivery go to an attached dashboard and come back equal")
    func settingsAsJSON() throws {
        var settings = settings
        settings.callers[0].deliveries = [
            .file(path: "/run/a.json", reload: ["reload"]), .webhook(url: "http://127.0.0.1:1/a"),
            .haproxy(
                socket: "/run/haproxy", servers: [HAProxyServers(service: "orders", servers: ["be/s1"])], stateFile: nil
            ),
            .pgbouncer(
                file: "/run/db.ini", databases: [PgBouncerDatabase(service: "orders", name: "shop")], admin: "/run/pg",
                user: "drtop"),
            .etcd(endpoints: ["http://127.0.0.1:2379"], key: "/orders"),
        ]
        let read = try JSONDecoder().decode(Settings.self, from: JSONEncoder().encode(settings))
        #expect(read == settings)
        guard case .pgbouncer(_, let databases, _, _) = read.callers[0].deliveries[3] else {
            Issue.record("it is another delivery")
            return
        }
        #expect(databases.map(\.options) == [""])
    }
}
