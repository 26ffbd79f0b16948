import Glibc

// Figures of drtop's own parts, one JSON line each, to be set beside those of the peers.
let arguments = CommandLine.arguments
guard arguments.count >= 5, arguments[1] == "heartbeats", let nodes = Int(arguments[2]),
    let seconds = Int(arguments[3]),
    let port = UInt16(arguments[4]), nodes > 0, seconds > 0
else {
    print("usage: drtop-bench heartbeats NODES SECONDS PORT [--status]")
    exit(2)
}
do {
    print(
        try HeartbeatBench(nodes: nodes, seconds: seconds, port: port, asksStatus: arguments.contains("--status")).run()
    )
} catch {
    print("drtop-bench: \(error)")
    exit(1)
}
