/// Lets a bounded number in at once, and of those with the same key one after the other, in the order of their coming.
actor Turns {
    private let limit: Int
    /// How many came without a key.
    private var nameless = 0
    private var inside: Set<String> = []
    private var waiting: [(key: String, go: CheckedContinuation<Void, Never>)] = []

    init(limit: Int) {
        precondition(limit > 0, "a limit of \(limit) lets nobody in")
        self.limit = limit
    }

    /// Runs the body when it is its turn; waiting is not cancelled, because a turn comes in bounded time.
    func take<Value: Sendable>(_ key: String, _ body: @Sendable () async -> Value) async -> Value {
        if inside.count < limit && !inside.contains(key) {
            inside.insert(key)
        } else {
            await withCheckedContinuation { waiting.append((key, $0)) }
        }
        let value = await body()
        leave(key)
        return value
    }

    /// Runs the body when it is its turn among all.
    func take<Value: Sendable>(_ body: @Sendable () async -> Value) async -> Value {
        nameless += 1
        return await take("#\(nameless)", body)
    }

    private func leave(_ key: String) {
        inside.remove(key)
        guard let next = waiting.firstIndex(where: { !inside.contains($0.key) }) else { return }
        let (key, go) = waiting.remove(at: next)
        inside.insert(key)
        go.resume()
    }
}
