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
            let token = text(section, "token-file").flatMap(token(file:))
            if let token { tokens[name] = token }
            let deliveries = list(section, "deliver").compactMap {
                delivery($0, of: name, using: uses.map { services[$0] }, &files)
            }
            callers.append(
                Caller(
                    id: CallerID(callers.count), name: name, uses: uses, deliveries: deliveries, speaks: token != nil))
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
}
