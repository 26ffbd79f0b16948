import Testing

/// I10, I11: kill -9 before the intent, after the intent, after the effect and after the result of every step, on real Redis
/// and a real journal, and once more while the next process recovers.
@Suite("The crash matrix")
struct CrashTests {
    @Test("I11: failover", arguments: CrashPoint.all(.failover))
    func failover(point: CrashPoint) async throws { try await point.tell() }

    @Test("I11: switchover", arguments: CrashPoint.all(.switchover))
    func switchover(point: CrashPoint) async throws { try await point.tell() }

    @Test("I11: reverse sync", arguments: CrashPoint.all(.reverseSync))
    func reverseSync(point: CrashPoint) async throws { try await point.tell() }
}

/// The same with every moment of the second crash: `make faults`.
@Suite("The crash matrix, every pair of moments")
struct SlowCrashTests {
    @Test("I11: failover", arguments: CrashPoint.everyPair(.failover))
    func failover(point: CrashPoint) async throws { try await point.tell() }

    @Test("I11: switchover", arguments: CrashPoint.everyPair(.switchover))
    func switchover(point: CrashPoint) async throws { try await point.tell() }

    @Test("I11: reverse sync", arguments: CrashPoint.everyPair(.reverseSync))
    func reverseSync(point: CrashPoint) async throws { try await point.tell() }
}
