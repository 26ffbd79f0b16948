import Engine
import RecoveryCore
import Testing

@testable import Drivers

/// The board, fed with texts as Redis 7.0 writes them.
@Suite struct ReplicationReportTests {
    private let log = EventLog()
    private let board: RedisStatusBoard

    init() {
        let settings = ReplicationPairs.settings(west: [7001, 7002], east: [7101, 7102])
        board = RedisStatusBoard(settings: settings, sink: log)
    }

    private func primary(_ run: String = "r1", history: String = "h1", offset: Int64, keys: Int = 5) -> String {
        "# Server\r\nredis_version:7.0.15\r\nrun_id:\(run)\r\n# Replication\r\nrole:master\r\nmaster_replid:\(history)\r\n"
            + "master_replid2:0000\r\nmaster_repl_offset:\(offset)\r\nsecond_repl_offset:-1\r\nrepl_backlog_active:1\r\n"
            + "repl_backlog_size:67108864\r\nrepl_backlog_first_byte_offset:1\r\nrepl_backlog_histlen:\(offset)\r\n"
            + "# Keyspace\r\n\(keys > 0 ? "db0:keys=\(keys),expires=0,avg_ttl=0\r\n" : "")"
    }

    private func replica(
        port: Int = 7001, link: String = "up", silence: Int = 0, offset: Int64, more: String = ""
    ) -> String {
        "# Server\r\nrun_id:r2\r\n# Replication\r\nrole:slave\r\nmaster_host:localhost\r\nmaster_port:\(port)\r\n"
            + "master_link_status:\(link)\r\nmaster_last_io_seconds_ago:\(silence)\r\nslave_repl_offset:\(offset)\r\n"
            + "\(more)master_replid:h1\r\nmaster_repl_offset:\(offset)\r\n# Keyspace\r\ndb0:keys=5,expires=0,avg_ttl=0\r\n"
    }

    private func second(_ number: Double) -> Instant { .origin + .seconds(1000) + .milliseconds(Int(number * 1000)) }

    private func receive(_ node: Int, at moment: Double, _ text: String) {
        board.receive(node: NodeID(node), at: second(moment), bytes: Array(text.utf8))
    }

    private func report(_ expected: (PairReport) -> Bool) async throws -> PairReport? {
        _ = try await eventually { log.pair(downstream: 2).map(expected) ?? false }
        return log.pair(downstream: 2)
    }

    @Test func `M16: lag has bytes, and a time from samples of both positions`() async throws {
        receive(0, at: 0, primary(offset: 1000))
        receive(0, at: 1, primary(offset: 2000))
        receive(0, at: 2, primary(offset: 3000))
        receive(2, at: 3, replica(offset: 1500))
        let report = try await report { $0.lag?.bytes == 1500 }
        #expect(report?.lag?.time == .milliseconds(2500), "it is where the primary was at 0.5 s")
        #expect(report?.writeRate == 1000)
        #expect(report?.upstreamSampled == second(2))
        #expect(report?.forecast == .incremental(bytes: 1500))
        receive(2, at: 4, replica(offset: 3000))
        #expect(try await self.report { $0.lag?.bytes == 0 }?.lag == Lag(bytes: 0, time: .zero))
    }

    @Test func `M4: a copy tells its share and bytes left, a parked backup that it is parked`() async throws {
        let copying =
            "master_sync_in_progress:1\r\nmaster_sync_read_bytes:750\r\nmaster_sync_left_bytes:250\r\nmaster_sync_perc:75.00\r\n"
        receive(2, at: 0, replica(link: "down", silence: -1, offset: 1, more: copying))
        #expect(try await eventually { log.report(of: 2) != nil })
        #expect(log.report(of: 2)?.role == .following(.node(NodeID(0)), .copying(share: 0.75, bytesLeft: 250)))
        #expect(log.report(of: 2)?.data == .unknown)
        receive(
            2, at: 1,
            replica(link: "down", silence: -1, offset: 900).replacing("localhost", with: "127.0.0.1")
                .replacing("master_port:7001", with: "master_port:1"))
        #expect(try await eventually { log.report(of: 2)?.role == .following(.parked, .down) })
        receive(2, at: 2, replica(port: 9999, offset: 900))
        #expect(try await eventually { log.report(of: 2)?.role == .following(.elsewhere("localhost:9999"), .up) })
    }

    @Test func `I6: what a backup heard of the primary last is kept after the link has gone`() async throws {
        receive(2, at: 10, replica(silence: 3, offset: 100))
        #expect(try await report { $0.heard != nil }?.heard == second(7))
        receive(2, at: 11, replica(silence: 4, offset: 100))
        receive(2, at: 30, replica(link: "down", silence: -1, offset: 150))
        #expect(try await report { $0.at == second(30) }?.heard == second(11), "its offset moved, some time after that")
        receive(2, at: 40, replica(link: "down", silence: -1, offset: 150))
        #expect(try await report { $0.at == second(40) }?.heard == second(11))
    }

    @Test func `I9: another process behind the address is told at once, and an empty one as EMPTY`() async throws {
        receive(0, at: 0, primary(offset: 1000))
        receive(2, at: 0, replica(offset: 1000))
        receive(0, at: 1, primary("r9", history: "h9", offset: 0, keys: 0))
        #expect(try await eventually { log.report(of: 0)?.data == .empty })
        let changes = log.events.filter { if case .incarnationChanged(NodeID(0)) = $0 { true } else { false } }
        #expect(changes.count == 1)
        #expect(log.report(of: 0)?.incarnation == "r9")
        #expect(log.pair(downstream: 2)?.forecast.isIncremental == false)
        #expect(log.pair(downstream: 2)?.lag == nil)
    }

    @Test func `a canary alone is no data, and data that is being loaded is unknown`() {
        let canary = primary(offset: 1, keys: 1).replacing("expires=0,avg_ttl=0", with: "expires=1,avg_ttl=9000")
        #expect(RedisStatus(info: Array(canary.utf8))?.data == .empty)
        let lasting = canary.replacing("avg_ttl=9000", with: "avg_ttl=90000")
        #expect(RedisStatus(info: Array(lasting.utf8))?.data == .holds(keys: 1))
        let loading = "loading:1\r\n" + primary(offset: 1, keys: 0)
        #expect(RedisStatus(info: Array(loading.utf8))?.data == .unknown)
        let silent = primary(offset: 1, keys: 0).replacing("# Keyspace\r\n", with: "")
        #expect(RedisStatus(info: Array(silent.utf8))?.data == .unknown)
    }

    @Test func `refusals, garbage and older answers change nothing on the board`() {
        receive(0, at: 5, primary(offset: 1000))
        receive(0, at: 4, primary(offset: 900))
        receive(0, at: 6, "-NOPERM this user has no permissions to run the 'info' command\r\n")
        receive(0, at: 7, "HTTP/1.1 200 OK\r\nrun_id: x\r\n\u{0}\u{1}:\r\n")
        #expect(board.status(of: NodeID(0))?.masterOffset == 1000)
    }

    @Test func `figures are gathered, and what somebody waits for is not`() async throws {
        receive(1, at: 0, primary(offset: 1))
        #expect(try await eventually { log.report(of: 1) != nil })
        log.forget()
        for turn in 1...50 { receive(1, at: Double(turn), primary(offset: Int64(turn))) }
        board.reportNext(of: [NodeID(1)])
        receive(1, at: 60, primary(offset: 60))
        #expect(try await eventually { log.report(of: 1)?.at == second(60) })
        let batches = log.events.filter { if case .nodesReported = $0 { true } else { false } }
        #expect(batches.count < 25)
    }

    @Test func `old samples thin out, so that a long lag still has an age`() {
        var samples = PositionSamples()
        for turn in 0..<5000 { samples.add(.init(at: second(Double(turn)), offset: Int64(turn) * 10)) }
        #expect(samples.samples.count <= PositionSamples.limit)
        let lag = samples.lag(of: 10_000, at: second(5000))?.seconds ?? 0
        #expect(abs(lag - 4000) < 50, "\(lag)")
        #expect(samples.writeRate == 10)
    }
}
