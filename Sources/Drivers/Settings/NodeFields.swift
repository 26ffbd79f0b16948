import RecoveryCore

extension SettingsReader {
    /// A node out of its fields, whether they stand in the settings or in a table; nil after a fault without which
    /// there is no node.
    func draft(_ place: Place, _ field: (String) -> Located?) -> NodeDraft? {
        let name = required(field("name"), place, "name")
        let address = required(field("address"), place, "address")
        guard let name, let address else { return nil }
        guard let node = parse(name, TextForm.name) else { return nil }
        // A node with a faulty address stays known by its name: what names it is right.
        let reached = parse(address, TextForm.address) ?? NodeDraft.unknownAddress
        return NodeDraft(
            name: Located(text: node, place: name.place), address: reached, addressPlace: address.place,
            syncAddress: field("sync-address").flatMap { parse($0, TextForm.address) },
            callerAddress: field("caller-address").flatMap { parse($0, TextForm.address) },
            zone: field("zone").flatMap { parse($0, TextForm.label) },
            rack: field("rack").flatMap { parse($0, TextForm.label) },
            pair: field("pair"))
    }

    private func required(_ located: Located?, _ place: Place, _ key: String) -> Located? {
        if located == nil { fault(place, "the node has no \(key)", "write \(key): ...") }
        return located
    }
}
