import RecoveryCore

extension SettingsReader {
    func services(_ root: SettingsSection, _ topology: Topology) -> [Service] {
        var services: [Service] = []
        var lines: [String: Int] = [:]
        var variables: [String: String] = [:]
        for node in list(root, "services") {
            guard let section = section(node, "service", .service),
                let located = required(section, "name", "write name: orders")
            else { continue }
            let name = parse(located, TextForm.name) ?? ""
            let variable = Self.variable(name)
            if let line = lines[name] {
                fault(located.place, "the service \(name) is there twice (also in line \(line))", "rename one")
            } else if let twin = variables[variable] {
                fault(
                    located.place, "the services \(twin) and \(name) have the same variable \(variable)",
                    "rename one")
            }
            lines[name] = located.place.line
            variables[variable] = variables[variable] ?? name
            let interface = required(section, "interface", "write interface: redis").flatMap {
                parse($0, TextForm.label)
            }
            let pairs = pairs(of: section, topology)
            let absent = names(section, "absent-in").compactMap { cluster($0, topology) }
            services.append(
                Service(
                    name: name, interface: interface ?? "", pairs: pairs,
                    interfaces: interfaces(section, topology), absent: absent))
            note("services.\(name)", interface ?? "", located.place)
        }
        return services
    }

    /// `orders-eu` -> `ORDERS_EU`: how a service is called where only letters, digits and `_` can be.
    static func variable(_ name: String) -> String {
        String(
            decoding: name.uppercased().utf8.map { TextForm.isAlphanumeric($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self
        )
    }

    /// The texts of a list, each once.
    func names(_ section: SettingsSection, _ key: String) -> [Located] {
        var seen: Set<String> = []
        return list(section, key).compactMap { node in
            guard let located = text(node, "\(section.path) \(key)") else { return nil }
            guard seen.insert(located.text).inserted else {
                fault(located.place, "\(TextForm.quoted(located.text)) is there twice", "keep one of them")
                return nil
            }
            return located
        }
    }

    private func pairs(of section: SettingsSection, _ topology: Topology) -> [PairID] {
        let names = names(section, "nodes")
        if names.isEmpty {
            fault(section.place, "the service has no nodes", "name nodes of the first cluster: nodes: [a1]")
        }
        return names.compactMap { located in
            if let pair = topology.firstNodes[located.text] { return pair }
            let elsewhere = topology.nodes.contains { $0.name == located.text }
            let near = SettingsKeys.nearest(to: located.text, of: topology.firstNodes.keys.sorted())
            fault(
                located.place,
                "no node \(TextForm.quoted(located.text)) in the first cluster"
                    + (elsewhere ? ", only in another" : ""),
                near.map { "did you mean \($0)?" } ?? "name a node of the first cluster; pairs give the others")
            return nil
        }
    }

    private func interfaces(_ section: SettingsSection, _ topology: Topology) -> [ClusterID: String] {
        guard let node = section.values["clusters"], let pairs = pairs(node, "service clusters") else { return [:] }
        var interfaces: [ClusterID: String] = [:]
        for (name, value) in pairs {
            guard let id = cluster(name, topology),
                let section = self.section(value, "service clusters \(name.text)", .serviceInCluster),
                let located = required(section, "interface", "write {interface: redis-readonly}")
            else { continue }
            interfaces[id] = parse(located, TextForm.label)
        }
        return interfaces
    }

    private func cluster(_ located: Located, _ topology: Topology) -> ClusterID? {
        if let id = topology.clusterNames[located.text] { return id }
        let names = topology.clusters.map(\.name)
        fault(
            located.place, "no cluster \(TextForm.quoted(located.text))",
            SettingsKeys.nearest(to: located.text, of: names).map { "did you mean \($0)?" }
                ?? "the clusters are \(names.joined(separator: ", "))")
        return nil
    }
}
