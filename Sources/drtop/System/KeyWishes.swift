import Dashboard
import Drivers

extension SettingsFile {
    /// The keys of this system's dashboard.
    func keyMap() throws(Failure) -> KeyMap {
        do throws(KeyMap.Conflict) {
            return try KeyMap(wishes)
        } catch {
            throw Failure("the settings cannot be used: " + error.faults.joined(separator: "\n"))
        }
    }

    /// What `drtop check` says of `keys:`.
    var keyFaults: [String] {
        do throws(KeyMap.Conflict) {
            _ = try KeyMap(wishes)
            return []
        } catch {
            return error.faults
        }
    }

    private var wishes: [KeyMap.Wish] {
        keys.map { KeyMap.Wish(action: $0.action, key: $0.key, place: $0.place.description) }
    }
}
