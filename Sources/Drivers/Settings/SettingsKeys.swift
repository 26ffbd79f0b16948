/// The keys of one kind of mapping: those that are built, and those of the contract that are not yet.
struct SettingsKeys: Sendable {
    var known: [String]
    var notBuilt: [String] = []

    static let root = SettingsKeys(
        known: [
            "system", "heartbeat", "sync", "failover", "clusters", "services", "callers", "interface", "notify",
            "monitor", "control", "keys",
        ])
    static let system = SettingsKeys(known: ["name", "environment", "threshold"])
    static let heartbeat = SettingsKeys(known: ["probe", "interval", "timeout", "misses", "hold", "recovery-hold"])
    static let sync = SettingsKeys(known: ["driver", "rule", "lag-limit", "user", "password-file"])
    static let failover = SettingsKeys(known: ["mode", "block"])
    static let cluster = SettingsKeys(known: ["name", "role", "nodes", "nodes-from"])
    static let node = SettingsKeys(
        known: ["name", "address", "zone", "rack", "pair", "sync-address", "caller-address"])
    static let service = SettingsKeys(known: ["name", "interface", "nodes", "clusters", "absent-in"])
    static let serviceInCluster = SettingsKeys(known: ["interface"])
    static let caller = SettingsKeys(known: ["name", "uses", "token-file", "deliver"])
    static let delivery = SettingsKeys(
        known: [
            "file", "reload", "webhook", "secret-file", "haproxy", "servers", "state-file", "pgbouncer", "databases",
            "admin", "user", "etcd", "key",
        ])
    static let interface = SettingsKeys(known: ["listen", "certificate", "key", "names", "operators"])
    static let interfaceOperator = SettingsKeys(known: ["name", "role", "token-file"])
    static let notify = SettingsKeys(known: ["alertmanager", "webhook", "command", "after"])
    static let login = SettingsKeys(known: ["user", "password-file", "password-env"])

    /// What an unknown key was probably meant to be, or what there is.
    func remedy(for key: String) -> String {
        guard let near = Self.nearest(to: key, of: known) else {
            return "the keys here are \(known.joined(separator: ", "))"
        }
        return "did you mean \(near)?"
    }

    /// The candidate that the fewest edits lead to, if they are few for its length.
    static func nearest(to text: String, of candidates: [String]) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        let ranked = candidates.map { ($0, distance(Array(text.lowercased().utf8), Array($0.lowercased().utf8))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, min(best.0.utf8.count, 9) / 3) else {
            return nil
        }
        return best.0
    }

    /// Levenshtein's distance: insertions, removals and replacements.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
