import Dashboard
import Glibc
import RecoveryCore
import Screen
import Terminal

/// What the screen costs with ten thousand nodes a cluster, on the real terminal that it is started in: the dashboard's own
/// observing and drawing, and ncurses. Each line of standard input is one measurement, each line of standard output its
/// figures; in between everything was written, so that whoever reads the terminal can count its bytes.
@MainActor struct DrawingBench {
    private var dashboard = Dashboard()
    private let terminal: Terminal
    private var snapshot: Snapshot
    private var flipped: Set<Int> = []
    private var random = SystemRandomNumberGenerator()
    private let nodes: Int
    private var restsUntil = 0.0

    init(nodes: Int) throws {
        guard let theme = ThemeCatalog.builtIn.theme(named: "default-dark") else {
            throw BenchFault(description: "default-dark is not built in")
        }
        terminal = try Terminal(TerminalOptions(theme: theme, environment: ["TERM": "xterm-256color"]))
        self.nodes = nodes
        snapshot = Self.calm(nodes: nodes)
        present(nil)
    }

    /// Until the input ends.
    mutating func run() throws {
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, let count = Int(words[1]), count > 0 else {
                throw BenchFault(description: "no measurement: \(line)")
            }
            let found: Figures
            switch words[0] {
            case "first": found = first()
            case "map":
                // The first cluster, a sign a node, on the whole screen.
                for key: Key in [.tab, .character("z"), .character("e")] {
                    _ = dashboard.handle(key, snapshot: snapshot, now: snapshot.at)
                }
                found = frames(1, changing: 0)
            case "calm":
                for node in flipped { flip(node) }
                snapshot.verdict = Verdict(priority: 0, fact: "Nothing needs you.", short: "Nothing needs you.")
                found = frames(1, changing: 0)
            case "unchanged": found = frames(count, changing: 0)
            case "changed": found = frames(count, changing: nodes / 100)
            // As often as the engine shows what changes.
            case "second": found = frames(count * 20, changing: nodes / 100 / 20, pause: 50_000)
            default: throw BenchFault(description: "no measurement: \(line)")
            }
            while !terminal.flush() { usleep(200) }
            print(found.json)
            fflush(nil)
        }
        terminal.close()
    }

    private struct Figures {
        var frames = 0
        /// Seconds of this thread's time on a processor, and of the clock.
        var cpu = 0.0
        var wall = 0.0
        var slowest = 0.0

        var json: String { "{\"frames\":\(frames),\"cpu\":\(cpu),\"wall\":\(wall),\"slowest\":\(slowest)}" }
    }

    /// From the first snapshot to its frame.
    private mutating func first() -> Figures {
        measured { $0.show() }
    }

    private mutating func frames(_ count: Int, changing: Int, pause: UInt32 = 0) -> Figures {
        var sum = Figures()
        for _ in 0..<count {
            if pause > 0 { usleep(pause) }
            snapshot.at = snapshot.at + .milliseconds(50)
            for _ in 0..<changing { flip(Int.random(in: 0..<nodes, using: &random)) }
            // As the program does with what is not urgent.
            if pause > 0, Self.seconds(CLOCK_MONOTONIC) < restsUntil { continue }
            while !terminal.flush() { usleep(200) }
            let one = measured { $0.show() }
            restsUntil = Self.seconds(CLOCK_MONOTONIC) + DrawingRest.after(cost: .seconds(one.cpu)).seconds
            sum.frames += 1
            sum.cpu += one.cpu
            sum.wall += one.wall
            sum.slowest = max(sum.slowest, one.cpu)
        }
        return sum
    }

    private mutating func measured(_ work: (inout Self) -> Void) -> Figures {
        let (cpu, wall) = (Self.seconds(CLOCK_THREAD_CPUTIME_ID), Self.seconds(CLOCK_MONOTONIC))
        work(&self)
        let spent = Self.seconds(CLOCK_THREAD_CPUTIME_ID) - cpu
        return Figures(frames: 1, cpu: spent, wall: Self.seconds(CLOCK_MONOTONIC) - wall, slowest: spent)
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the program does with a new snapshot.
    private mutating func show() {
        _ = dashboard.observe(snapshot, now: snapshot.at)
        present(snapshot)
    }

    private mutating func present(_ snapshot: Snapshot?) {
        let now = self.snapshot.at
        dashboard.size = terminal.size
        // The clock stands: it is no change of the screen's.
        let frame = dashboard.draw(size: terminal.size, snapshot: snapshot, now: now, wallclock: 1_800_000_000)
        terminal.present(frame.canvas, cursor: frame.cursor)
        dashboard.presented(now: now)
    }

    private mutating func flip(_ node: Int) {
        let isDown = flipped.insert(node).inserted
        if !isDown { flipped.remove(node) }
        snapshot.nodes[node].state = isDown ? .down : .up
        snapshot.nodes[node].isAvailable = !isDown
        snapshot.nodes[node].since = snapshot.at
        snapshot.clusters[0].available += isDown ? -1 : 1
        let text = "\(flipped.count) nodes of fra1 are down."
        snapshot.verdict = Verdict(priority: 3, fact: text, short: text)
    }

    private static func calm(nodes count: Int) -> Snapshot {
        var settings = Settings(
            system: "bench", environment: "bench", clusters: [], nodes: [], services: [], callers: [])
        for (index, name) in ["fra1", "ams2"].enumerated() {
            let start = settings.nodes.count
            for place in 0..<count {
                settings.nodes.append(
                    Node(
                        id: NodeID(start + place), name: "\(name)-\(place)", cluster: ClusterID(index),
                        address: NodeAddress(host: "10.\(index).0.1", port: 7000), zone: "z\(place / 500)",
                        rack: "r\(place / 20)", pair: PairID(place)))
            }
            settings.clusters.append(
                Cluster(
                    id: ClusterID(index), name: name, initialRole: index == 0 ? .primary : .backup,
                    nodes: start..<settings.nodes.count))
        }
        var recovery = Recovery(settings: settings, at: .origin)
        let now = Instant(sinceOrigin: .seconds(10))
        let beats = settings.nodes.map {
            Heartbeat(node: $0.id, asked: now, outcome: .answered(latency: .milliseconds(1)))
        }
        _ = recovery.handle(.heartbeats(beats), at: now)
        return recovery.snapshot(at: now, wallTime: 1_800_000_000)
    }
}
