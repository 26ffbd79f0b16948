import Glibc

/// How many files and connections this process may have open: each node needs a connection, the rest of drtop the reserve.
package struct FileLimit: Hashable, Sendable {
    /// Journal, callers, deliveries, name look-ups, the terminal.
    package static let reserve = 256

    package var soft: UInt64
    package var hard: UInt64

    package init(soft: UInt64, hard: UInt64) {
        self.soft = soft
        self.hard = hard
    }

    /// The limit in force.
    package static func current() -> FileLimit {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return FileLimit(soft: UInt64(limit.rlim_cur), hard: UInt64(limit.rlim_max))
    }

    /// Raises the soft limit to the hard one, which needs no privilege, and returns what is then in force.
    package static func raise() -> FileLimit {
        let before = current()
        var limit = rlimit(rlim_cur: rlim_t(before.hard), rlim_max: rlim_t(before.hard))
        // A refusal leaves the limit as it was: `current` says so, and `shortage` judges it.
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return current()
    }

    /// What `raise` would lead to.
    package var raisedAsFarAsAllowed: FileLimit { FileLimit(soft: hard, hard: hard) }

    /// Why so many nodes are too many, and what to do; nil when the limit suffices. `soft` counts, so raise it first; or
    /// ask `hard` of what `check` only looks at.
    package func shortage(nodes: Int, reserve: Int = FileLimit.reserve) -> String? {
        let needed = UInt64(nodes + reserve)
        guard soft < needed else { return nil }
        return """
            \(nodes) nodes need \(needed) open files: this process may have \(soft); raise the hard limit to \(needed) or \
            more (ulimit -Hn, or LimitNOFILE= of the unit), or watch fewer nodes with this drtop
            """
    }
}
