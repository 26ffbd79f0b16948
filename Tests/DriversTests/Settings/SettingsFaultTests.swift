import Testing

@testable import Drivers

/// One mistake, and where and how it is told.
struct Mistake: CustomTestStringConvertible, Sendable {
    /// Replaced in `sound`, or the whole text when nil.
    var replace: String?
    var by: String
    var place: String
    var says: String

    var testDescription: String { "\(place) \(says)" }

    init(_ replace: String?, _ by: String, _ place: String, _ says: String) {
        self.replace = replace
        self.by = by
        self.place = place
        self.says = says
    }
}

let sound = """
    system:
      name: orders-eu
      threshold: 1/2
    heartbeat:
      interval: 1s
      timeout: 500ms
    clusters:
      - name: fra1
        role: primary
        nodes:
          - {name: a1, address: "10.1.0.11:6379"}
          - {name: a2, address: "10.1.0.12:6379"}
          - {name: a3, address: "10.1.0.13:6379"}
      - name: ams2
        role: backup
        nodes:
          - {name: b1, address: "10.2.0.11:6379", pair: a1}
          - {name: b2, address: "10.2.0.12:6379"}
          - {name: b3, address: "10.2.0.13:6379"}
    services:
      - {name: orders, interface: redis, nodes: [a1]}
    callers:
      - name: checkout
        uses: [orders]
        deliver:
          - {file: out/storage.json, reload: [true]}

    """

func faults(_ text: String, path: String = "t.yaml", environment: [String: String] = [:]) -> [String] {
    do {
        _ = try SettingsFile.read(Array(text.utf8), path: path, environment: environment)
        return []
    } catch {
        return error.faults.map(\.description)
    }
}

@Suite struct SettingsFaultTests {
    static let mistakes: [Mistake] = [
        // Keys.
        Mistake("threshold:", "treshold:", "3:3", "did you mean threshold?"),
        Mistake("heartbeat:", "heartbeet:", "4:1", "did you mean heartbeat?"),
        Mistake("  timeout: 500ms", "  zzzzzz: 500ms", "6:3", "the keys here are probe, interval"),
        Mistake("  threshold: 1/2", "  name: twice", "3:3", "the key \"name\" is repeated (first in line 2)"),
        Mistake("{name: b2,", "{name: b2, name: b2,", "18:20", "is repeated"),
        // The interface, the ways to callers, and who is told.
        Mistake("callers:\n", "interface: {}\ncallers:\n", "22:12", "listen is missing"),
        Mistake(
            "callers:\n", "interface: {listen: \"10.0.0.1:7420\"}\ncallers:\n", "22:21", "10.0.0.1 is not loopback"),
        Mistake("callers:\n", "interface: {listen: \"[::]:7420\"}\ncallers:\n", "22:21", "is not loopback"),
        Mistake(
            "callers:\n", "interface: {listen: \"127.0.0.1:1\", key: k}\ncallers:\n", "22:41",
            "a certificate needs its key"),
        Mistake("    uses:", "    token-file: none\n    uses:", "24:17", "the secret cannot be read"),
        Mistake(
            "{file: out/storage.json, reload: [true]}", "{webhook: \"ftp://h\"}", "26:19",
            "is not an address of the web"),
        Mistake(
            "{file: out/storage.json, reload: [true]}", "{webhook: \"http://h\", file: x}", "26:9",
            "file and webhook are two ways"),
        Mistake("file: out/storage.json, ", "webhook: \"http://h\", ", "26:9", "reload does not belong to webhook"),
        Mistake(
            "{file: out/storage.json, reload: [true]}", "{haproxy: s, servers: {orders: s1}}", "26:40",
            "is not BACKEND/SERVER"),
        Mistake(
            "{file: out/storage.json, reload: [true]}", "{haproxy: s, servers: {orders: [b/s1, b/s2]}}", "26:32",
            "orders has 1 nodes, but 2 servers"),
        Mistake(
            "{file: out/storage.json, reload: [true]}", "{haproxy: s, servers: {other: b/s1}}", "26:32",
            "the caller does not use \"other\""),
        Mistake("{file: out/storage.json, reload: [true]}", "{haproxy: s}", "26:9", "servers is missing"),
        Mistake(
            "{file: out/storage.json, reload: [true]}", "{pgbouncer: d.ini, databases: {orders: \"=x\"}}", "26:48",
            "does not begin with a database's name"),
        Mistake("{file: out/storage.json, reload: [true]}", "{etcd: \"http://h:2379\"}", "26:9", "key is missing"),
        Mistake("callers:\n", "notify: [{after: 5m}]\ncallers:\n", "22:10", "no way"),
        Mistake("callers:\n", "notify: [{command: []}]\ncallers:\n", "22:10", "the command is empty"),
        Mistake(
            "callers:\n", "notify: [{alertmanager: nowhere}]\ncallers:\n", "22:25", "is not an address of the web"),
        Mistake("callers:\n", "keys: [z]\ncallers:\n", "22:7", "a mapping is expected"),
        Mistake("  interval: 1s", "  probe: postgres", "5:10", "postgres is not built yet"),
        Mistake("  interval: 1s", "  probe: icmp", "5:10", "\"icmp\" is not known"),
        Mistake("services:", "sync: {driver: exec}\nservices:", "20:16", "exec is not built yet"),
        Mistake("services:", "sync: {rule: hourly}\nservices:", "20:14", "is not a sync rule"),
        Mistake("services:", "failover: {mode: yes}\nservices:", "20:18", "use one of observe, confirm, automatic"),
        // Kinds.
        Mistake("heartbeat:\n  interval: 1s\n  timeout: 500ms", "heartbeat: 3", "4:12", "a mapping is expected"),
        Mistake("nodes: [a1]", "nodes: a1", "21:45", "a list is expected"),
        Mistake("interval: 1s", "interval: [1s]", "5:13", "a text is expected"),
        Mistake(nil, "- a\n- b\n", "1:1", "a mapping is expected, not a list"),
        Mistake(nil, "", "1:1", "the file is empty"),
        Mistake(nil, "a: [\n", "2:1", "not YAML"),
        Mistake(nil, "a: *b\n", "1:4", "undefined alias"),
        // Values.
        Mistake("orders-eu", "Orders", "2:9", "use 1 to 63 of a-z 0-9 . -"),
        Mistake("orders-eu", "..", "2:9", "is not a system's name"),
        Mistake("1/2", "3/2", "3:14", "not within 0 to 1"),
        Mistake("1/2", "1.5", "3:14", "not within 0 to 1"),
        Mistake("1/2", "1/0", "3:14", "not within 0 to 1"),
        Mistake("1/2", "half", "3:14", "is not a threshold"),
        Mistake("1/2", "-1", "3:14", "is not a threshold"),
        Mistake("interval: 1s", "interval: 1", "5:13", "is not a duration"),
        Mistake("interval: 1s", "interval: 99999999999s", "5:13", "is not a duration"),
        Mistake("interval: 1s", "interval: 2d", "5:13", "is out of range"),
        Mistake("interval: 1s", "interval: 500ms", "6:12", "is not below the interval"),
        Mistake("interval: 1s", "misses: 0", "5:11", "not a number from 1 to 100"),
        // Names.
        Mistake("name: fra1", "name: \"fra\\e[31m\"", "8:11", "holds a control character"),
        Mistake("name: fra1", "name: fr\u{430}1", "8:11", "is not a name"),
        Mistake("name: a2", "name: \"a\\u202e2\"", "12:16", "holds a control character"),
        Mistake("name: ams2", "name: fra1", "14:11", "the cluster fra1 is there twice"),
        Mistake("{name: b2", "{name: a2", "18:16", "the node a2 is there twice (also in line 12)"),
        Mistake(
            "callers:\n", "  - {name: orders, interface: x, nodes: [a2]}\ncallers:\n", "22:12", "service orders is"),
        Mistake(
            "callers:\n", "  - {name: ORDERS, interface: x, nodes: [a2]}\ncallers:\n", "22:12", "the same variable"),
        Mistake("callers:\n", "callers:\n  - {name: checkout, uses: [orders]}\n", "24:11", "caller checkout is there"),
        // References.
        Mistake("pair: a1", "pair: a9", "17:53", "no node \"a9\" in the first cluster"),
        Mistake("pair: a1", "pair: a2", "18:16", "have the same pair"),
        Mistake("nodes: [a1]", "nodes: [b1]", "21:46", "only in another"),
        Mistake("nodes: [a1]", "nodes: [a1], absent-in: [par1]", "21:63", "no cluster \"par1\""),
        Mistake("nodes: [a1]", "nodes: [a1], clusters: {ams: {interface: r}}", "21:62", "did you mean ams2?"),
        Mistake("uses: [orders]", "uses: [order]", "24:12", "did you mean orders?"),
        // Clusters.
        Mistake("role: backup", "role: primary", "15:11", "a second primary"),
        Mistake("role: primary", "role: backup", "8:3", "no cluster has role: primary"),
        Mistake("role: primary", "role: failed", "9:11", "is not a role"),
        // Addresses.
        Mistake("10.2.0.11:6379", "10.1.0.11:6379", "17:29", "is there twice (also of a1, line 11)"),
        Mistake("10.2.0.11:6379", "10.2.0.11", "17:29", "has no port"),
        Mistake("10.2.0.11:6379", "10.2.0.11:0", "17:29", "has no port from 1 to 65535"),
        Mistake("10.2.0.11:6379", "10.2.0.11:65536", "17:29", "has no port from 1 to 65535"),
        Mistake("10.2.0.11:6379", "::1:6379", "17:29", "IPv6 addresses in brackets"),
        Mistake("10.2.0.11:6379", "[fe80::zz]:6379", "17:29", "is not an IPv6 address"),
        Mistake("10.2.0.11:6379", "10.2.0.256:6379", "17:29", "is not an IPv4 address"),
        Mistake("10.2.0.11:6379", "a b:6379", "17:29", "is not a host"),
        // Secrets.
        Mistake("services:", "monitor: {user: m, password-file: /nowhere/x}\nservices:", "20:35", "cannot be read"),
        Mistake("services:", "monitor: {password-env: NONE}\nservices:", "20:25", "the environment has no \"NONE\""),
        Mistake("services:", "control: {user: c}\nservices:", "20:10", "has no password"),
        // Deliveries.
        Mistake("reload: [true]", "reload: []", "26:42", "the reload command is empty"),
    ]

    @Test("A settings fault is told with its line, column and remedy", arguments: mistakes)
    func fault(_ mistake: Mistake) {
        let text = mistake.replace.map { old in
            precondition(sound.contains(old), "\(old) is not in the sound file")
            return sound.replacing(old, with: mistake.by, maxReplacements: 1)
        }
        let told = faults(text ?? mistake.by)
        #expect(
            told.contains { $0.hasPrefix("t.yaml:\(mistake.place): ") && $0.contains(mistake.says) },
            "\(told.joined(separator: "\n"))")
        #expect(told.allSatisfy { $0.contains("; ") }, "every fault has a remedy")
    }

    @Test("All faults come at once, in the order of the file")
    func all() {
        let text = sound.replacing("1/2", with: "2").replacing("500ms", with: "5").replacing(
            "pair: a1", with: "pair: x"
        )
        .replacing("[orders]", with: "[none]").replacing("  interval: 1s", with: "  interval: 1s\n  interval: 2s")
        let lines = faults(text).map { $0.split(separator: ":")[1] }
        #expect(lines == ["3", "6", "7", "18", "25"])
    }

    @Test("The sound file has no fault")
    func none() throws {
        #expect(faults(sound) == [])
    }

    @Test("Bad UTF-8 is told with its byte, line and column")
    func badText() {
        var bytes = Array("system:\n  name: é".utf8)
        bytes += [0xff, 0x0a]
        #expect(throws: SettingsFaults.self) { try SettingsFile.read(bytes, path: "t.yaml", environment: [:]) }
        let text = SettingsText(bytes: bytes, file: "t.yaml")
        #expect(text.faults.map(\.description) == ["t.yaml:2:10: byte 18 (0xff) is not UTF-8; save the file as UTF-8"])
        #expect(SettingsText(bytes: [0x61, 0xc3], file: "t").faults.count == 1)
        #expect(SettingsText(bytes: [0xed, 0xa0, 0x80], file: "t").faults.count == 1)
    }

    @Test("A raw escape code anywhere is told with its place, and no fault repeats it")
    func escape() {
        let told = faults("system:\n  name: a\u{1b}[2Jb\n")
        #expect(told == ["t.yaml:2:10: control character 0x1b at byte 17; remove it"])
        #expect(faults("\"\\e[2J\": 1").allSatisfy { !$0.contains("\u{1b}") })
    }

    @Test("A mistake brings no other faults than its own")
    func noOthers() {
        #expect(faults(sound.replacing("10.1.0.11:6379", with: "10.1.0.11")).count == 1)
        #expect(faults(sound.replacing("interval: 1s", with: "interval: 1 s")).count == 1)
        #expect(faults(sound.replacing("role: backup", with: "role: backup\n    colour: red")).count == 1)
    }

    @Test("Aliases are followed, but not without end")
    func aliases() {
        #expect(
            faults(sound.replacing("uses: [orders]", with: "uses: &u [orders]") + "  - {name: b, uses: *u}\n") == [])
        let names = (0..<2000).map { "n\($0)" }.joined(separator: ", ")
        let callers = String(repeating: "  - {name: c, uses: *u}\n", count: 5000)
        let told = faults(sound.replacing("uses: [orders]", with: "uses: &u [\(names)]") + callers)
        #expect(told.count == SettingsFaults.limit)
    }

    @Test("A file that is nested a thousand deep is a fault, not a crash")
    func deep() async {
        let text = String(repeating: "[", count: 100_000)
        let told = await Task.detached { faults(text) }.value
        #expect(told.count == 1)
        let nested = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(await Task.detached { faults(nested) }.value.count == 1)
    }
}
