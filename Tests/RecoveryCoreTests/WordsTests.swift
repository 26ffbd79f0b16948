import Testing

@testable import RecoveryCore

/// Every word that people read exists, and each is another one.
@Suite struct WordsTests {
    @Test("every kind of alarm has a title, and every state of a node a word of its own")
    func titles() {
        let titles = AlarmKind.allCases.map(\.title)
        #expect(titles.allSatisfy { !$0.isEmpty } && Set(titles).count == titles.count)
        let words = NodeState.allCases.map(\.word)
        #expect(words.allSatisfy { !$0.isEmpty } && Set(words).count == words.count)
    }

    @Test("counts are read at a glance, whatever they are")
    func counts() {
        #expect([0, 999, 1000, -1000, 1_234_567].map(Words.count) == ["0", "999", "1,000", "-1,000", "1,234,567"])
        #expect(Words.count(.min) == "-" + Words.count(.max))
    }

    @Test("every trouble of a node says what it is; no trouble says nothing")
    func troubles() {
        let troubles: [Trouble] = [
            .timeout, .refused, .closed, .unreachable, .invalid, .loading, .busy, .starting, .access,
        ]
        #expect(Trouble.none.words == "")
        #expect(troubles.allSatisfy { !$0.words.isEmpty } && Set(troubles.map(\.words)).count == troubles.count)
    }

    @Test(
        "every journal entry is one line of words",
        arguments: [
            (JournalEntry.started(version: "1", holder: "host"), "drtop 1 started by host"),
            (.stopped("q"), "drtop stopped: q"),
            (.phaseChanged(from: "a", to: "b", reason: "c"), "phase a -> b: c"),
            (
                .verdictChanged(cluster: "fra1", verdict: "failed", available: 1, total: 3),
                "cluster fra1 is failed: 1 of 3 nodes available"
            ),
            (.nodesChanged(cluster: "fra1", state: "down", nodes: ["a1"], count: 1), "fra1: a1 is down"),
            (
                .nodesChanged(cluster: "fra1", state: "down", nodes: ["a1", "a2"], count: 5),
                "fra1: a1 a2 and 3 more are down"
            ),
            (
                .alarmChanged(id: 7, kind: "stuck", state: "NEW", occurrence: 2, priority: 1, by: nil, text: "t"),
                "alarm 7 stuck #2 NEW priority 1: t"
            ),
            (
                .alarmChanged(id: 7, kind: "stuck", state: "ACKED", occurrence: 2, priority: 1, by: "eva", text: "t"),
                "alarm 7 stuck #2 ACKED priority 1 by eva: t"
            ),
            (.commanded(by: "eva", command: "abort", answer: "done", refused: false), "eva: abort: done"),
            (.commanded(by: "eva", command: "abort", answer: "no", refused: true), "eva: abort: refused: no"),
            (.intended(effect: 3, action: "park b1", reason: "why"), "#3 park b1: why"),
            (.ended(effect: 3, outcome: "done"), "#3 done"),
            (.planned(kind: "failover", fingerprint: "f", rows: ["r", "s"]), "plan f failover: r; s"),
            (
                .claimed(kind: "failover", fingerprint: "f", epoch: 4, by: "eva"),
                "failover f confirmed by eva at epoch 4"
            ),
            (.published(epoch: 5, cluster: "ams2", fingerprint: "f"), "epoch 5 published: ams2, plan f"),
            (.published(epoch: 1, cluster: "fra1", fingerprint: nil), "epoch 1 published: fra1"),
            (.applied(caller: "billing", epoch: 5), "billing applies epoch 5"),
            (
                .rolesChanged(primary: "ams2", backups: ["par1"], failed: []),
                "roles: ams2 primary, par1 backup"
            ),
            (.noted("n"), "n"),
            (.sampled(available: [3, 2], total: [3, 3], lagBytes: 41_000), "sample: 3/3 2/3 lag 41 KB"),
            (.sampled(available: [3], total: [3], lagBytes: nil), "sample: 3/3 lag UNKNOWN"),
        ])
    func journal(_ entry: JournalEntry, _ words: String) {
        #expect(entry.words == words)
    }

    @Test("a document's fingerprint names its content, its epoch included")
    func documents() {
        func document(_ epoch: Epoch, _ address: String) -> ConfigurationInformation {
            ConfigurationInformation(
                system: "orders", caller: "billing", epoch: epoch, cluster: "fra1",
                endpoints: [.init(service: "search", interface: "redis", node: "a1", address: address)])
        }
        #expect(document(1, "10.0.0.1:1").fingerprint == document(1, "10.0.0.1:1").fingerprint)
        #expect(document(1, "10.0.0.1:1").fingerprint != document(2, "10.0.0.1:1").fingerprint)
        #expect(document(1, "10.0.0.1:1").fingerprint != document(1, "10.0.0.2:1").fingerprint)
        #expect(document(1, "10.0.0.1:1").fingerprint.count == 16)
    }

    @Test("small values: their order, their words, their ends")
    func smallValues() {
        #expect(ClusterID(0) < ClusterID(1) && !(ClusterID(1) < ClusterID(1)))
        #expect(CallerID(0) < CallerID(1) && !(CallerID(1) < CallerID(1)))
        #expect(Threshold(2, 3).description == "2/3")
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
    }

    @Test("a pair is called by the first cluster that has a node of it")
    func pairNames() {
        var settings = FakeSettings.make([1, 2])
        settings.nodes[2].pair = PairID(7)
        #expect(settings.name(of: PairID(0)) == "a1")
        #expect(settings.name(of: PairID(7)) == "b2")
    }

    @Test("writes of one side alone are told in bytes, and in writes where they were counted")
    func ownWrites() {
        #expect(OwnWrites(bytes: 12_000, commands: 40).words == "12 KB in 40 writes")
        #expect(OwnWrites(bytes: 12_000).words == "12 KB")
    }
}
