import Testing

@testable import RecoveryCore

@Suite struct AddressMappingTests {
    private func addresses(_ information: ConfigurationInformation) -> [String] { information.endpoints.map(\.address) }

    @Test("M10: a caller of a1 gets b1's address, and only what it needs")
    func maps() {
        let settings = FakeSettings.make([2, 2])
        let first = AddressMapping(settings: settings, cluster: ClusterID(0), leftOut: [])
            .information(for: settings.callers[0], epoch: 1, published: nil)
        #expect(addresses(first) == ["10.1.0.1:6379"])
        let second = AddressMapping(settings: settings, cluster: ClusterID(1), leftOut: [])
            .information(for: settings.callers[0], epoch: 2, published: first)
        #expect(addresses(second) == ["10.2.0.1:6379"])
        #expect(second.endpoints.map(\.service) == ["orders"])
        #expect(second.cluster == "ams2")
    }

    @Test("M10, I17: what the backup cannot provide is named, and the caller keeps what it has")
    func keeps() {
        var settings = FakeSettings.make([3, 2], callers: 1)
        settings.services[0].absent = [ClusterID(1)]
        let first = AddressMapping(settings: settings, cluster: ClusterID(0), leftOut: [])
            .information(for: settings.callers[0], epoch: 1, published: nil)
        let mapping = AddressMapping(settings: settings, cluster: ClusterID(1), leftOut: [PairID(1)])
        let changes = mapping.changes(of: settings.callers[0], published: first)
        let reasons = ["ams2 does not provide orders", "pair a2 is left out", "a3 has no pair in ams2"]
        #expect(changes.map(\.omitted) == reasons)
        let second = mapping.information(for: settings.callers[0], epoch: 2, published: first)
        #expect(addresses(second) == addresses(first))
    }

    @Test("the interface is the one by which the new cluster offers the service; callers have their own address")
    func interfaces() {
        var settings = FakeSettings.make([1, 1], callers: 1)
        settings.services[0].interfaces = [ClusterID(1): "redis-readonly"]
        settings.nodes[1].callerAddress = NodeAddress(host: "::1", port: 7000)
        let information = AddressMapping(settings: settings, cluster: ClusterID(1), leftOut: [])
            .information(for: settings.callers[0], epoch: 1, published: nil)
        #expect(information.endpoints.first?.interface == "redis-readonly")
        #expect(addresses(information) == ["[::1]:7000"])
    }

    @Test("clusters may use the same names for other nodes: the address tells which pair is meant")
    func sameNames() {
        var settings = FakeSettings.make([2, 2], callers: 1)
        settings.services = [Service(name: "orders", interface: "redis", pairs: [PairID(0), PairID(1)])]
        settings.callers[0].uses = [0]
        for index in 0..<4 { settings.nodes[index].name = "n\(index % 2)" }
        settings.nodes[2].pair = PairID(1)
        settings.nodes[3].pair = PairID(0)
        let first = AddressMapping(settings: settings, cluster: ClusterID(1), leftOut: [])
            .information(for: settings.callers[0], epoch: 1, published: nil)
        #expect(addresses(first) == ["10.2.0.2:6379", "10.2.0.1:6379"])
        let kept = AddressMapping(settings: settings, cluster: ClusterID(0), leftOut: [PairID(0), PairID(1)])
            .information(for: settings.callers[0], epoch: 2, published: first)
        #expect(addresses(kept) == addresses(first))
    }

    @Test("words: durations and bytes are short and never more exact than they are")
    func words() {
        let durations: [(Duration, String)] = [
            (.milliseconds(-5), "0.0s"), (.milliseconds(449), "0.4s"), (.milliseconds(9999), "9.9s"),
            (.seconds(10), "10s"), (.seconds(60), "1m00s"), (.seconds(1671), "27m51s"), (.seconds(7500), "2h05m"),
            (.seconds(3 * 86_400 + 4 * 3600), "3d04h"),
        ]
        for (duration, text) in durations { #expect(Words.duration(duration) == text) }
        let sizes: [(Int64, String)] = [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (9949, "9.9 KB"), (9950, "10 KB"), (41_300, "41 KB"),
            (999_499, "999 KB"), (999_500, "1.0 MB"), (3_400_000, "3.4 MB"), (.max, "9.2 EB"),
        ]
        for (size, text) in sizes { #expect(Words.bytes(size) == text) }
    }

    @Test("a service of many nodes is mapped as many services of one node are")
    func manyNodes() {
        let size = 40
        let settings = FakeSettings.make([size, size], callers: 1)
        var together = settings
        together.services = [Service(name: "all", interface: "redis", pairs: (0..<size).map(PairID.init))]
        together.callers[0].uses = [0]
        // Two pairs whose nodes bear each other's names in the other cluster: the address tells which is meant.
        var crossed = together
        (crossed.nodes[size].name, crossed.nodes[size + 1].name) = ("a2", "a1")
        func failedOver(_ settings: Settings) -> [String] {
            let first = AddressMapping(settings: settings, cluster: ClusterID(0), leftOut: [])
                .information(for: settings.callers[0], epoch: 1, published: nil)
            let leftOut = [PairID(0), PairID(1), PairID(39)]
            let second = AddressMapping(settings: settings, cluster: ClusterID(1), leftOut: leftOut)
                .information(for: settings.callers[0], epoch: 2, published: first)
            return addresses(second)
        }
        let expected = failedOver(settings)
        #expect(expected[0] == "10.1.0.1:6379" && expected[2] == "10.2.0.3:6379" && expected[39] == "10.1.0.40:6379")
        #expect(failedOver(together) == expected)
        #expect(failedOver(crossed) == expected)
    }
}
