import RecoveryCore
import Yams

/// A settings file that was read without a fault.
package struct SettingsFile: Sendable {
    package var path: String
    package var settings: Settings
    package var credentials: Credentials
    /// The operator's own keys, as they were written.
    package var keys: [KeyWish]
    /// nil: callers do not come by themselves.
    package var interface: InterfaceSettings?
    package var notify: [NotifySettings]
    /// Every value in force, with its origin.
    package var values: [SettingsValue]
    /// What is allowed, but probably not meant.
    package var warnings: [String]

    package var explanation: SettingsExplanation { SettingsExplanation(values: values) }
    package var bounds: DetectionBounds { DetectionBounds(settings) }

    /// Reads a file and everything that it names: tables of nodes, secrets.
    ///
    /// - Parameter environment: where `password-env` is looked up.
    /// - Throws: every fault at once.
    package static func read(_ path: String, environment: [String: String]) throws(SettingsFaults) -> SettingsFile {
        let contents: BoundedFile.Contents
        do {
            contents = try BoundedFile.read(path, limit: SettingsText.limit)
        } catch {
            throw single(path, "cannot be read: \(error)", "name a readable file of at most 8 MB")
        }
        return try read(contents.bytes, path: path, environment: environment)
    }

    /// The same for a file that is in memory already; `path` names it in faults and gives relative paths their folder.
    package static func read(
        _ bytes: [UInt8], path: String, environment: [String: String]
    ) throws(SettingsFaults) -> SettingsFile {
        guard bytes.count <= SettingsText.limit else {
            throw single(path, "the file is larger than 8 MB", "move the nodes to a table (nodes-from)")
        }
        let text = SettingsText(bytes: bytes, file: path)
        var faults = SettingsFaults()
        for fault in text.faults { faults.add(fault) }
        guard faults.isEmpty else { throw faults }
        let document: SettingsDocument
        do {
            document = try SettingsDocument(text: text.text, file: path)
        } catch {
            faults.add(error)
            throw faults
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let reader = SettingsReader(
            document: document, folder: folder.isEmpty ? "/" : folder, environment: environment)
        guard let root = document.root else {
            throw single(path, "the file is empty", "begin with system: {name: ...}; `drtop demo` runs without a file")
        }
        let file = reader.file(root)
        guard let file, reader.faults.isEmpty else { throw reader.faults.sorted(first: path) }
        return file
    }

    private static func single(_ path: String, _ what: String, _ remedy: String) -> SettingsFaults {
        var faults = SettingsFaults()
        faults.add(SettingsFault(place: Place(file: path, line: 1, column: 1), what: what, remedy: remedy))
        return faults
    }
}

extension SettingsReader {
    /// Every section in the order of the contract; nil after a fault that leaves no settings to speak of.
    fileprivate func file(_ root: YAMLNode) -> SettingsFile? {
        guard let root = section(root, "settings", .root) else { return nil }
        let head = system(root)
        let heartbeat = heartbeat(root)
        let sync = sync(root)
        let failover = failover(root)
        let topology = ClusterSection(reader: self).read(root)
        let services = services(root, topology)
        let callers = callers(root, services)
        let interface = interface(root)
        let notify = notify(root)
        if interface == nil, !tokens.isEmpty {
            warnings.append("callers have tokens, but nothing listens for them: interface: {listen: ...} is missing")
        }
        let credentials = credentials(root)
        let settings = Settings(
            system: head.name, environment: head.environment, threshold: head.threshold, heartbeat: heartbeat,
            sync: sync, failover: failover, clusters: topology.clusters, nodes: topology.nodes, services: services,
            callers: callers)
        return SettingsFile(
            path: document.file, settings: settings, credentials: credentials, keys: keys(root), interface: interface,
            notify: notify, values: values,
            warnings: warnings + DetectionBounds(settings).warnings(settings))
    }
}
