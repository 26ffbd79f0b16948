import RecoveryCore
import Yams

/// The ways to a caller: which one a mapping is, its first key says.
extension SettingsReader {
    /// - Parameter files: the delivered files so far with their lines: two callers would overwrite each other.
    func delivery(
        _ node: YAMLNode, of caller: String, using services: [Service], _ files: inout [String: Int]
    ) -> Delivery? {
        let before = faults
        guard let section = section(node, "deliver", .delivery), before == faults else { return nil }
        let ways = ["file", "webhook", "haproxy", "pgbouncer", "etcd"].filter { section.values[$0] != nil }
        guard ways.count == 1 else {
            let what = ways.isEmpty ? "file is missing" : "\(ways.joined(separator: " and ")) are two ways"
            fault(
                section.place, "deliver: \(what)",
                "write one of file:, webhook:, haproxy:, pgbouncer:, etcd: in each line of deliver:")
            return nil
        }
        let own: [String: [String]] = [
            "file": ["reload"], "webhook": ["secret-file"], "haproxy": ["servers", "state-file"],
            "pgbouncer": ["databases", "admin", "user"], "etcd": ["key"],
        ]
        for key in section.values.keys.sorted() where key != ways[0] && own[ways[0]]?.contains(key) != true {
            fault(section.place, "deliver: \(key) does not belong to \(ways[0])", "leave it out")
        }
        switch ways[0] {
        case "file": return fileDelivery(section, &files)
        case "webhook": return webhookDelivery(section, of: caller)
        case "haproxy": return haproxyDelivery(section, services)
        case "pgbouncer": return pgbouncerDelivery(section, services, &files)
        default: return etcdDelivery(section)
        }
    }

    private func fileDelivery(_ section: SettingsSection, _ files: inout [String: Int]) -> Delivery? {
        guard let path = ownFile(section, "file", &files) else { return nil }
        let reload = list(section, "reload").compactMap { text($0, "reload")?.text }
        if let node = section.values["reload"], reload.isEmpty || reload[0].isEmpty {
            fault(document.place(node), "the reload command is empty", "write reload: [systemctl, reload, checkout]")
        }
        return .file(path: path, reload: reload)
    }

    private func ownFile(_ section: SettingsSection, _ key: String, _ files: inout [String: Int]) -> String? {
        guard let file = required(section, key, "write \(key): /run/checkout/storage.json") else { return nil }
        guard !file.text.isEmpty, !file.text.hasSuffix("/") else {
            fault(file.place, "\(TextForm.quoted(file.text)) is not a file", "write the path of a file")
            return nil
        }
        let path = absolute(file.text)
        if let line = files[path] {
            fault(file.place, "the file \(path) is delivered twice (also in line \(line))", "give each its own")
        }
        files[path] = file.place.line
        return path
    }

    private func webhookDelivery(_ section: SettingsSection, of caller: String) -> Delivery? {
        guard let located = text(section, "webhook"), let url = parse(located, TextForm.httpURL) else { return nil }
        if let file = text(section, "secret-file"), let secret = secret(file: file) {
            webhooks[Credentials.WebhookName(caller: caller, url: url)] = secret
        }
        return .webhook(url: url)
    }

    private func haproxyDelivery(_ section: SettingsSection, _ services: [Service]) -> Delivery? {
        guard let socket = text(section, "haproxy"),
            let pairs = servicePairs(section, "servers", services, "servers: {orders: \"be_orders/s1\"}")
        else { return nil }
        let servers = pairs.map { name, value in
            let texts =
                switch value {
                case .sequence(let sequence): sequence.compactMap { text($0, "servers") }
                case .scalar, .mapping, .alias: [text(value, "servers")].compactMap { $0 }
                }
            for located in texts where located.text.wholeMatch(of: /[A-Za-z0-9._:-]+\/[A-Za-z0-9._:-]+/) == nil {
                fault(
                    located.place, "\(TextForm.quoted(located.text)) is not BACKEND/SERVER", "write be_orders/s1")
            }
            let nodes = services.first { $0.name == name.text }?.pairs.count ?? texts.count
            if texts.count != nodes {
                fault(
                    name.place, "\(name.text) has \(nodes) nodes, but \(texts.count) servers", "name one for each node")
            }
            return HAProxyServers(service: name.text, servers: texts.map(\.text))
        }
        return .haproxy(
            socket: absolute(socket.text), servers: servers,
            stateFile: text(section, "state-file").map { absolute($0.text) })
    }

    private func pgbouncerDelivery(
        _ section: SettingsSection, _ services: [Service], _ files: inout [String: Int]
    ) -> Delivery? {
        guard let path = ownFile(section, "pgbouncer", &files),
            let pairs = servicePairs(section, "databases", services, "databases: {orders: shop}")
        else { return nil }
        let databases = pairs.compactMap { name, value -> PgBouncerDatabase? in
            guard let located = text(value, "databases") else { return nil }
            let words = located.text.split(separator: " ", maxSplits: 1)
            guard let first = words.first, first.wholeMatch(of: /[A-Za-z0-9_.-]+/) != nil else {
                fault(
                    located.place, "\(TextForm.quoted(located.text)) does not begin with a database's name",
                    "write shop, or \"shop dbname=orders pool_size=20\"")
                return nil
            }
            if let count = services.first(where: { $0.name == name.text })?.pairs.count, count != 1 {
                fault(name.place, "\(name.text) has \(count) nodes: a database takes one", "name a service of one node")
            }
            return PgBouncerDatabase(
                service: name.text, name: String(first), options: words.count > 1 ? String(words[1]) : "")
        }
        return .pgbouncer(
            file: path, databases: databases,
            admin: absolute(text(section, "admin")?.text ?? "/var/run/postgresql/.s.PGSQL.6432"),
            user: text(section, "user")?.text ?? "pgbouncer")
    }

    /// The values of a mapping whose keys are services of the caller.
    private func servicePairs(
        _ section: SettingsSection, _ key: String, _ services: [Service], _ example: String
    ) -> [(Located, YAMLNode)]? {
        guard let node = section.values[key], let found = pairs(node, "deliver \(key)"), !found.isEmpty else {
            if section.values[key] == nil { fault(section.place, "deliver: \(key) is missing", "write \(example)") }
            return nil
        }
        for (name, _) in found where !services.contains(where: { $0.name == name.text }) {
            fault(
                name.place, "the caller does not use \(TextForm.quoted(name.text))",
                "name services of its uses: \(services.map(\.name).joined(separator: ", "))")
        }
        return found
    }

    private func etcdDelivery(_ section: SettingsSection) -> Delivery? {
        guard let node = section.values["etcd"],
            let key = required(section, "key", "write key: /storage/checkout")
        else { return nil }
        let texts =
            switch node {
            case .sequence(let sequence): sequence.compactMap { text($0, "etcd") }
            case .scalar, .mapping, .alias: [text(node, "etcd")].compactMap { $0 }
            }
        if key.text.isEmpty { fault(key.place, "the key is empty", "write key: /storage/checkout") }
        return .etcd(endpoints: texts.compactMap { parse($0, TextForm.httpURL) }, key: key.text)
    }
}

extension TextForm {
    /// `http://` or `https://`, a host, and what follows; no user, no fragment.
    static func httpURL(_ text: String) throws(Malformed) -> String {
        let pattern = /https?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?(?:\/[!-~]*)?/
        guard text.utf8.count <= 2000, text.wholeMatch(of: pattern) != nil, !text.contains("#") else {
            throw Malformed(
                what: "\(quoted(text)) is not an address of the web", remedy: "write http://host:port/path")
        }
        return text
    }
}
