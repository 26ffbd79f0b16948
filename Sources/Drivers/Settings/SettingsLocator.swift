import Glibc

/// Which settings files are meant when none is given.
package struct SettingsLocator: Sendable {
    package var environment: [String: String]
    /// The root under which `./`, `$XDG_CONFIG_HOME` and `/etc` are looked up; empty but for tests.
    package var root: String

    package init(environment: [String: String], root: String = "") {
        self.environment = environment
        self.root = root
    }

    /// The first of these places that has any, all its files in the order of their names:
    /// `./drtop.yaml`, `$XDG_CONFIG_HOME/drtop/*.yaml`, `/etc/drtop/*.yaml`.
    ///
    /// - Throws: none found, where it was looked, and what runs without a file.
    package func find() throws(SettingsNotFound) -> [String] {
        let local = root.isEmpty ? "drtop.yaml" : "\(root)/drtop.yaml"
        if access(local, F_OK) == 0 { return [local] }
        let folders = ["\(configuration)/drtop", "\(root)/etc/drtop"]
        for folder in folders {
            let files = yamlFiles(folder)
            if !files.isEmpty { return files }
        }
        throw SettingsNotFound(places: ["./drtop.yaml"] + folders.map { "\($0)/*.yaml" })
    }

    private var configuration: String {
        if let home = environment["XDG_CONFIG_HOME"], home.hasPrefix("/") { return home }
        return "\(environment["HOME"] ?? "")/.config"
    }

    private func yamlFiles(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".yaml") && !name.hasPrefix(".") { names.append("\(folder)/\(name)") }
        }
        return names.sorted()
    }
}

/// No settings file is anywhere it was looked for.
package struct SettingsNotFound: Error, Hashable, Sendable, CustomStringConvertible {
    package var places: [String]

    package var description: String {
        "no settings: none of \(places.joined(separator: ", ")) is there; write one, name one, or see `drtop demo`"
    }
}
