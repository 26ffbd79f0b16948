import Glibc

/// Where one system keeps its state: journal, alarms, configuration centre and lock. Readable by its owner only.
package struct StateFolder: Hashable, Sendable {
    package let path: String

    /// - Parameters:
    ///   - override: what `--state DIR` gave; it stands for `$XDG_STATE_HOME/drtop`.
    ///   - environment: `XDG_STATE_HOME` and `HOME` are looked up here.
    package init(system: String, override: String? = nil, environment: [String: String]) {
        path = "\(override ?? Self.root(environment))/\(system)"
    }

    package init(path: String) {
        self.path = path
    }

    package var database: String { "\(path)/journal.sqlite" }
    package var lock: String { "\(path)/lock" }

    /// `$XDG_STATE_HOME/drtop`. The XDG base directory specification tells to ignore a relative value.
    package static func root(_ environment: [String: String]) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/drtop" }
        return "\(environment["HOME"] ?? ".")/.local/state/drtop"
    }

    /// Makes the folder and those above it, and closes it to everybody else.
    ///
    /// - Throws: when it cannot be made, is not a folder, or belongs to another user.
    package func create() throws(FileTrouble) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            made += made.isEmpty && !path.hasPrefix("/") ? "\(part)" : "/\(part)"
            if mkdir(made, 0o700) != 0 && errno != EEXIST { throw BoundedFile.trouble(made, errno) }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw BoundedFile.trouble(path, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw FileTrouble(description: "\(path) is not a folder") }
        guard status.st_uid == geteuid() else {
            throw FileTrouble(description: "\(path) belongs to another user (uid \(status.st_uid))")
        }
        if status.st_mode & 0o777 != 0o700, chmod(path, 0o700) != 0 { throw BoundedFile.trouble(path, errno) }
    }
}
