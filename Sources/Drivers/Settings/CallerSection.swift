import RecoveryCore
import Yams

extension SettingsReader {
    func callers(_ root: SettingsSection, _ services: [Service]) -> [Caller] {
        var callers: [Caller] = []
        var lines: [String: Int] = [:]
        var files: [String: Int] = [:]
        var places: [String: Int] = [:]
        for (index, service) in services.enumerated() { places[service.name] = index }
        for node in list(root, "callers") {
            guard let section = section(node, "caller", .caller),
                let located = required(section, "name", "write name: checkout")
            else { continue }
            let name = parse(located, TextForm.name) ?? ""
            if let line = lines[name] {
                fault(located.place, "the caller \(name) is there twice (also in line \(line))", "rename one")
            }
            lines[name] = located.place.line
            let uses = uses(section, places)
            let deliveries = list(section, "deliver").compactMap { delivery($0, &files) }
            callers.append(
                Caller(id: CallerID(callers.count), name: name, uses: uses, deliveries: deliveries))
            note("callers.\(name)", "uses \(uses.map { services[$0].name }.joined(separator: ", "))", located.place)
        }
        return callers
    }

    private func uses(_ section: SettingsSection, _ services: [String: Int]) -> [Int] {
        let names = names(section, "uses")
        if names.isEmpty { fault(section.place, "the caller uses no service", "name services: uses: [orders]") }
        return names.compactMap { located in
            if let index = services[located.text] { return index }
            let near = SettingsKeys.nearest(to: located.text, of: services.keys.sorted())
            fault(
                located.place, "no service \(TextForm.quoted(located.text))",
                near.map { "did you mean \($0)?" } ?? "name one of services:")
            return nil
        }
    }

    /// - Parameter files: the delivered files so far with their lines: two callers would overwrite each other.
    private func delivery(_ node: YAMLNode, _ files: inout [String: Int]) -> Delivery? {
        let before = faults
        guard let section = section(node, "deliver", .delivery), before == faults,
            let file = required(section, "file", "write file: /run/checkout/storage.json")
        else { return nil }
        guard !file.text.isEmpty, !file.text.hasSuffix("/") else {
            fault(file.place, "\(TextForm.quoted(file.text)) is not a file", "write the path of a file")
            return nil
        }
        let path = absolute(file.text)
        if let line = files[path] {
            fault(file.place, "the file \(path) is delivered twice (also in line \(line))", "give each its own file")
        }
        files[path] = file.place.line
        let reload = list(section, "reload").compactMap { text($0, "reload")?.text }
        if let node = section.values["reload"], reload.isEmpty || reload[0].isEmpty {
            fault(document.place(node), "the reload command is empty", "write reload: [systemctl, reload, checkout]")
        }
        return .file(path: path, reload: reload)
    }
}
