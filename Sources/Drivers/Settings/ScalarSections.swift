import RecoveryCore

extension SettingsReader {
    func system(_ root: SettingsSection) -> (name: String, environment: String, threshold: Threshold) {
        let section = section(root, "system", .system)
        if root.values["system"] == nil { fault(root.place, "system is missing", "write system: {name: ...}") }
        var name = ""
        if let section, let located = required(section, "name", "write name: orders-eu") {
            name = parse(located, TextForm.systemName) ?? ""
            note("system.name", name, located.place)
        }
        let environment = value(
            section, "environment", in: "system", default: "", words: { $0 }, TextForm.words)
        let threshold = value(
            section, "threshold", in: "system", default: Threshold.half, words: \.description, TextForm.threshold)
        if threshold.numerator == threshold.denominator {
            warnings.append("threshold 1: no cluster is ever available, because more than all nodes would have to be")
        }
        return (name, environment, threshold)
    }

    func heartbeat(_ root: SettingsSection) -> HeartbeatSettings {
        var heartbeat = HeartbeatSettings()
        let section = section(root, "heartbeat", .heartbeat)
        let milliseconds = Duration.milliseconds(1)
        let hour = Duration.seconds(3600)
        func duration(_ key: String, _ fallback: Duration, _ least: Duration) -> Duration {
            value(
                section, key, in: "heartbeat", default: fallback, words: TextForm.text, TextForm.duration(least...hour))
        }
        heartbeat.probe = value(
            section, "probe", in: "heartbeat", default: heartbeat.probe, words: \.rawValue,
            choice(notBuilt: ["postgres", "http", "exec"]))
        heartbeat.interval = duration("interval", heartbeat.interval, milliseconds * 10)
        heartbeat.timeout = duration("timeout", heartbeat.timeout, milliseconds)
        heartbeat.misses = value(
            section, "misses", in: "heartbeat", default: heartbeat.misses, words: { "\($0)" }, TextForm.count(1...100))
        heartbeat.hold = duration("hold", heartbeat.hold, .zero)
        heartbeat.recoveryHold = duration("recovery-hold", heartbeat.recoveryHold, .zero)
        if heartbeat.timeout >= heartbeat.interval {
            let place = section.flatMap { text($0, "timeout") ?? text($0, "interval") }?.place ?? root.place
            fault(
                place,
                "the timeout \(TextForm.text(heartbeat.timeout)) is not below the interval "
                    + TextForm.text(heartbeat.interval),
                "make the timeout shorter or the interval longer")
        }
        return heartbeat
    }

    func sync(_ root: SettingsSection) -> SyncSettings {
        var sync = SyncSettings()
        let section = section(root, "sync", .sync)
        sync.driver = value(
            section, "driver", in: "sync", default: sync.driver, words: \.rawValue,
            choice(notBuilt: ["postgres", "exec"]))
        sync.rule = value(
            section, "rule", in: "sync", default: sync.rule, words: TextForm.text, TextForm.syncRule)
        sync.lagLimit = value(
            section, "lag-limit", in: "sync", default: sync.lagLimit, words: TextForm.text,
            TextForm.duration(.milliseconds(1) ... .seconds(30 * 86400)))
        return sync
    }

    func failover(_ root: SettingsSection) -> FailoverSettings {
        var failover = FailoverSettings()
        let section = section(root, "failover", .failover)
        failover.mode = value(
            section, "mode", in: "failover", default: failover.mode, words: \.rawValue, choice())
        failover.block = value(
            section, "block", in: "failover", default: failover.block, words: TextForm.text,
            TextForm.duration(.zero ... .seconds(30 * 86400)))
        return failover
    }

    /// One of the words of an enum. The contract has more words than are built: those are said to be so.
    func choice<Choice: RawRepresentable & CaseIterable>(
        notBuilt: [String] = []
    ) -> (String) throws(Malformed) -> Choice where Choice.RawValue == String {
        { (text: String) throws(Malformed) -> Choice in
            if let choice = Choice(rawValue: text) { return choice }
            let built = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            if notBuilt.contains(text) {
                throw Malformed(what: "\(text) is not built yet", remedy: "use one of \(built)")
            }
            throw Malformed(what: "\(TextForm.quoted(text)) is not known", remedy: "use one of \(built)")
        }
    }
}

extension HeartbeatSettings.Probe: CaseIterable {
    package static var allCases: [Self] { [.redis, .tcp] }
}

extension SyncSettings.Driver: CaseIterable {
    package static var allCases: [Self] { [.redis] }
}
