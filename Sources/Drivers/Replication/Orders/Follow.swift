import RecoveryCore

/// Synchronize from the source. What only the node had is discarded by this.
struct Follow {
    let node: RedisConversation
    let source: RedisConversation
    let sync: RedisCredentials?
    let deadline: Instant
    /// Without any progress for so long, it has failed.
    let patience: Duration
    let progress: @Sendable (OrderProgress) -> Void

    func carryOut() async throws(RedisFault) -> OrderFinding {
        let address = source.node.syncAddress
        let before = try await node.status()
        let isSame = before.sourceHost == address.host && before.sourcePort == address.port
        if before.isReplica, isSame, before.linkIsUp {
            return OrderFinding("already follows \(source.name), link up")
        }
        let sourceBefore = try await source.status()
        try await Self.setCredentials(sync, on: node)
        try await node.replicate(address)
        let kept = try await node.keepRole()
        let wasCopied = try await waitForLink()
        return OrderFinding("follows \(source.name), link up after \(try await manner(sourceBefore, wasCopied))\(kept)")
    }

    /// Lets the node in at its source: `masteruser` and `masterauth`.
    static func setCredentials(_ sync: RedisCredentials?, on node: RedisConversation) async throws(RedisFault) {
        guard let sync else { return }
        try await node.demand("CONFIG", "SET", "masteruser", sync.user, "masterauth", sync.password)
    }

    /// Returns whether a full copy was seen on the way.
    private func waitForLink() async throws(RedisFault) -> Bool {
        var pause = Duration.milliseconds(5)
        var mark: [Int64] = []
        var marked = node.clock.now()
        var wasCopied = false
        while true {
            // A node that replaces its data may be deaf for seconds: only the patience bounds a question.
            let status = try await node.before(min(deadline, marked + patience)).status()
            let address = source.node.syncAddress
            guard status.isReplica, status.sourceHost == address.host, status.sourcePort == address.port else {
                throw .contrary("\(node.name) was told something else in the meantime")
            }
            if status.linkIsUp { return wasCopied }
            wasCopied = wasCopied || status.isCopying
            let newMark = Self.mark(of: status)
            if newMark != mark || (status.isCopying && (status.copySilence ?? .max) < 5) {
                (mark, marked) = (newMark, node.clock.now())
                progress(Self.progress(of: status, from: source.name))
            }
            if node.clock.now() >= deadline { throw .timedOut }
            if node.clock.now() - marked >= patience {
                throw .contrary(
                    """
                    \(node.name) follows \(source.node.syncAddress) now, but the link is not up after \
                    \(patience.components.seconds) s without progress: the log of \(node.name) says why (masterauth, \
                    the network between the two, \(source.name) itself)
                    """)
            }
            try await node.wait(pause)
            pause = min(pause * 2, .milliseconds(250))
        }
    }

    private static func mark(of status: RedisStatus) -> [Int64] {
        [status.isCopying ? 1 : 0, status.copyBytes, status.loadedBytes, status.replicaOffset ?? -1]
    }

    static func progress(of status: RedisStatus, from source: String) -> OrderProgress {
        if status.isLoading {
            let share = status.loadedShare.map { $0 / 100 }
            return OrderProgress(share: share, bytesLeft: nil, text: "loading the copy from \(source)")
        }
        guard status.isCopying else {
            return OrderProgress(share: nil, bytesLeft: nil, text: "connecting to \(source)")
        }
        let tellsSize = status.copyBytesLeft != nil && status.copyBytes > 0
        return OrderProgress(
            share: tellsSize ? status.copyShare.map { $0 / 100 } : nil,
            bytesLeft: tellsSize ? status.copyBytesLeft : nil, text: "full copy from \(source)")
    }

    /// The source counts both kinds; where another replica came at the same time, what was seen here decides.
    private func manner(_ before: RedisStatus, _ wasCopied: Bool) async throws(RedisFault) -> String {
        let after = try await source.before(min(deadline, source.clock.now() + patience)).status()
        let hasPartial = after.partialSyncs > before.partialSyncs
        let hasFull = after.fullSyncs > before.fullSyncs
        return switch (hasPartial, hasFull) {
        case (true, false): "a partial resync"
        case (false, true): "a full copy"
        case (true, true): wasCopied ? "a full copy" : "a resync, partial or full"
        case (false, false): "a resync that \(source.name) did not count"
        }
    }
}
