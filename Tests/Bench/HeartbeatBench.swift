import Drivers
import Engine
import Glibc
import RecoveryCore
import Synchronization

/// CPU of the real prober for each heartbeat, against the same peers and at the same rhythm as `floor ping N SECONDS PORT 1`:
/// 127.1.0.1 and up, one heartbeat a second each, measured after two seconds.
struct HeartbeatBench {
    var nodes: Int
    var seconds: Int
    var port: UInt16
    var asksStatus: Bool

    func run() throws -> String {
        let sink = CountingSink()
        let answers = Mutex(0)
        _ = FileLimit.raise()
        if let shortage = FileLimit.current().shortage(nodes: nodes) { throw BenchFault(description: shortage) }
        let addresses = (0..<nodes).map { node in
            let host = "127.\(1 + node / 250 / 256).\(node / 250 % 256).\(node % 250 + 1)"
            return NodeAddress(host: host, port: port)
        }
        let status = StatusQuestion(bytes: [UInt8]("INFO\r\n".utf8)) { _, _, _ in answers.withLock { $0 += 1 } }
        let prober = try Prober(
            addresses: addresses, probe: probe(of: .redis), status: asksStatus ? status : nil, sink: sink)
        try prober.start()
        sleep(2)
        let (before, usedBefore, started) = (sink.read(), used(), SystemClock().now())
        sleep(UInt32(seconds))
        let (after, usedAfter, ended) = (sink.read(), used(), SystemClock().now())
        prober.stop()
        let answered = after.answered - before.answered
        let cpu = (usedAfter.user + usedAfter.system) - (usedBefore.user + usedBefore.system)
        let perMillion = answered == 0 ? 0 : 1e6 / Double(answered)
        return """
            {"tool":"drtop","n":\(nodes),"status":\(asksStatus),"secs":\((ended - started).seconds),"ok":\(answered),\
            "bad":\(after.others),"closed":\(after.closed),"troubled":\(after.troubled),\
            "status_answers":\(answers.withLock { $0 }),"cpu_s_per_M":\(cpu * perMillion),\
            "user_s_per_M":\((usedAfter.user - usedBefore.user) * perMillion),\
            "mean_ms":\((after.latency - before.latency).seconds * 1000 / Double(max(answered, 1))),\
            "cpu_pct":\(cpu / (ended - started).seconds * 100),"rss_mib":\(Double(usedAfter.peak) / 1024)}
            """
    }

    /// CPU seconds of this process so far, and its largest resident set in KiB.
    private func used() -> (user: Double, system: Double, peak: Int) {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return (seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss)
    }

    private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

struct BenchFault: Error, CustomStringConvertible {
    var description: String
}
