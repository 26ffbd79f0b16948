/// A line under `keys:`: which action shall have which key. What actions and keys there are the dashboard knows.
package struct KeyWish: Hashable, Sendable {
    package var action: String
    package var key: String
    package var place: Place
}

extension SettingsReader {
    func keys(_ root: SettingsSection) -> [KeyWish] {
        guard let node = root.values["keys"] else { return [] }
        return (pairs(node, "keys") ?? []).compactMap { action, value in
            guard let key = text(value, "keys \(action.text)") else { return nil }
            note("keys.\(action.text)", key.text, key.place)
            return KeyWish(action: action.text, key: key.text, place: key.place)
        }
    }
}
