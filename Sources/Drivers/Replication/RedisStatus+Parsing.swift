extension RedisStatus {
    /// Reads the text of `INFO`, with or without its RESP frame; nil when it is none (an error reply, garbage).
    /// Called once per node and second, on the prober's thread: lines that do not matter cost a hash of their name and no
    /// allocation, and nothing here is generic, because other modules call it.
    package init?(info: UnsafeRawBufferPointer) {
        self.init()
        var start = 0
        while start < info.count {
            var end = start
            while end < info.count, info[end] != UInt8(ascii: "\r"), info[end] != UInt8(ascii: "\n") { end += 1 }
            if end > start { read(UnsafeRawBufferPointer(rebasing: info[start..<end])) }
            start = end + 1
        }
        guard !runID.isEmpty, !history.isEmpty else { return nil }
    }

    package init?(info: [UInt8]) {
        guard let status = info.withUnsafeBytes({ RedisStatus(info: $0) }) else { return nil }
        self = status
    }

    private mutating func read(_ line: UnsafeRawBufferPointer) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            if line.elementsEqual(Self.keyspaceTitle) { tellsKeyspace = true }
            return
        }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
        let value = UnsafeRawBufferPointer(rebasing: line[(colon + 1)...])
        if let field = Self.fields[Self.hash(name)] {
            set(field, String(decoding: value, as: UTF8.self))
        } else if value.contains(UInt8(ascii: "=")) {
            setMembers(of: String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }

    private enum Field: String, CaseIterable {
        case version = "redis_version"
        case runID = "run_id"
        case settingsFile = "config_file"
        case role
        case history = "master_replid"
        case formerHistory = "master_replid2"
        case formerHistoryEnd = "second_repl_offset"
        case masterOffset = "master_repl_offset"
        case replicaOffset = "slave_repl_offset"
        case keepsBacklog = "repl_backlog_active"
        case backlogSize = "repl_backlog_size"
        case backlogStart = "repl_backlog_first_byte_offset"
        case backlogLength = "repl_backlog_histlen"
        case sourceHost = "master_host"
        case sourcePort = "master_port"
        case link = "master_link_status"
        case isCopying = "master_sync_in_progress"
        case copyShare = "master_sync_perc"
        case copyBytes = "master_sync_read_bytes"
        case copyBytesLeft = "master_sync_left_bytes"
        case copySilence = "master_sync_last_io_seconds_ago"
        case silence = "master_last_io_seconds_ago"
        case handOverState = "master_failover_state"
        case isLoading = "loading"
        case loadedShare = "loading_loaded_perc"
        case loadedBytes = "loading_loaded_bytes"
        case savesByLog = "aof_enabled"
        case fullSyncs = "sync_full"
        case partialSyncs = "sync_partial_ok"
        case dataSize = "used_memory_dataset"
    }

    private mutating func set(_ field: Field, _ value: String) {
        switch field {
        case .version: version = value
        case .runID: runID = value
        case .settingsFile: settingsFile = value
        case .role: isReplica = value == "slave"
        case .history: history = value
        case .formerHistory: formerHistory = value
        case .formerHistoryEnd: formerHistoryEnd = Int64(value) ?? -1
        case .masterOffset: masterOffset = Int64(value)
        case .replicaOffset: replicaOffset = Int64(value)
        case .keepsBacklog: keepsBacklog = value == "1"
        case .backlogSize: backlogSize = Int64(value) ?? 0
        case .backlogStart: backlogStart = Int64(value) ?? 0
        case .backlogLength: backlogLength = Int64(value) ?? 0
        case .sourceHost: sourceHost = value
        case .sourcePort: sourcePort = UInt16(value) ?? 0
        case .link: linkIsUp = value == "up"
        case .isCopying: isCopying = value == "1"
        case .copyShare: copyShare = Double(value)
        case .copyBytes: copyBytes = Int64(value) ?? 0
        // Negative while the source streams a copy whose size it does not know itself.
        case .copyBytesLeft: copyBytesLeft = Int64(value).flatMap { $0 < 0 ? nil : $0 }
        case .copySilence: copySilence = Int64(value).flatMap { $0 < 0 ? nil : $0 }
        case .silence: silence = Int64(value).flatMap { $0 < 0 ? nil : $0 }
        case .handOverState: handOverState = value
        case .isLoading: isLoading = value == "1"
        case .loadedShare: loadedShare = Double(value)
        case .loadedBytes: loadedBytes = Int64(value) ?? 0
        case .savesByLog: savesByLog = value == "1"
        case .fullSyncs: fullSyncs = Int64(value) ?? 0
        case .partialSyncs: partialSyncs = Int64(value) ?? 0
        case .dataSize: dataSize = Int64(value).map { max(0, $0) }
        }
    }

    /// `slave0:ip=...,port=...` and `db0:keys=...,expires=...`.
    private mutating func setMembers(of name: String, _ value: String) {
        var members: [String: Substring] = [:]
        for member in value.split(separator: ",") {
            guard let equals = member.firstIndex(of: "=") else { continue }
            members[String(member[..<equals])] = member[member.index(after: equals)...]
        }
        func number(_ key: String) -> Int64 { members[key].flatMap { Int64($0) } ?? 0 }
        if let port = members["port"], let host = members["ip"] {
            replicas.append(
                Replica(
                    host: String(host), port: UInt16(port) ?? 0, isOnline: members["state"] == "online",
                    offset: number("offset")))
        } else if name.hasPrefix("db"), members["keys"] != nil {
            keyspaces.append(
                Keyspace(keys: number("keys"), expiring: number("expires"), meanTimeToLive: number("avg_ttl")))
        }
    }

    private static let keyspaceTitle = Array("# Keyspace".utf8)
    private static let fields = Dictionary(
        uniqueKeysWithValues: Field.allCases.map { field in
            (Array(field.rawValue.utf8).withUnsafeBytes { hash($0) }, field)
        })

    /// FNV-1a, 64 bits: two names of one `INFO` will not share it, and no field is trusted with more than a figure.
    private static func hash(_ name: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
