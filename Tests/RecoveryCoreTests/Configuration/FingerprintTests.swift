import Testing

@testable import RecoveryCore

/// What a fingerprint names: a caller shows it to say what it uses, and an operator confirms a plan by it.
@Suite struct FingerprintTests {
    private let information = ConfigurationInformation(
        system: "s", caller: "c", epoch: 1, cluster: "fra1",
        endpoints: [
            ConfigurationInformation.Endpoint(
                service: "orders", interface: "redis", node: "a1", address: "10.1.0.1:6379")
        ])

    @Test("M12: a document's fingerprint changes with every part of it")
    func everyPart() {
        let changes: [(String, (inout ConfigurationInformation) -> Void)] = [
            ("system", { $0.system = "t" }), ("caller", { $0.caller = "d" }), ("epoch", { $0.epoch = 2 }),
            ("cluster", { $0.cluster = "ams2" }), ("service", { $0.endpoints[0].service = "search" }),
            ("interface", { $0.endpoints[0].interface = "redis-readonly" }),
            ("node", { $0.endpoints[0].node = "b1" }), ("address", { $0.endpoints[0].address = "10.2.0.1:6379" }),
            ("endpoints", { $0.endpoints = [] }), ("order", { $0.endpoints += $0.endpoints }),
        ]
        var seen = [information.fingerprint]
        for (part, change) in changes {
            var changed = information
            change(&changed)
            #expect(!seen.contains(changed.fingerprint), "\(part)")
            seen.append(changed.fingerprint)
        }
    }

    @Test("a fingerprint is FNV-1a as published: another version of drtop, and other programs, find the same one")
    func published() {
        var print = Fingerprint()
        #expect(print.long == "cbf29ce484222325")
        print.add("drtop")
        print.add(0x0100_0000_0000_0102)
        #expect(print.long == "9d138607e17d9737" && print.short == "7c6e1130")
    }

    @Test("a fingerprint always has all of its digits")
    func leadingZeros() {
        var long = Fingerprint()
        long.add(5)
        #expect(long.long == "0de21504f16dc720")
        var short = Fingerprint()
        short.add(14)
        #expect(short.short == "0b1d54e3")
    }
}
