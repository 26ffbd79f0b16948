import Glibc

// Figures of drtop's own parts, one JSON line each, to be set beside those of the peers.
let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "false-failures", let days = Int(arguments[2]),
    let loss = UInt64(arguments[3]),
    let trouble = FalseFailures.Trouble(rawValue: arguments[4])
{
    var model = FalseFailures(trouble: trouble, lossPerMille: loss, seed: 20_261_122)
    model.run(seconds: days * 86_400)
    print(
        """
        {"figure": "false cluster failures, 2 clusters of 6 nodes, \(loss) of 1000 heartbeats lost, trouble \(trouble.rawValue)", \
        "value": \(model.failures), "goal": 0, "days": \(days), "heartbeats": \(model.heartbeats)}
        """)
    exit(model.failures == 0 ? 0 : 1)
}
if arguments.count == 3, arguments[1] == "screen", let nodes = Int(arguments[2]), nodes > 0 {
    do {
        var bench = try DrawingBench(nodes: nodes)
        try bench.run()
        exit(0)
    } catch {
        print("drtop-bench: \(error)")
        exit(1)
    }
}
guard arguments.count >= 5, arguments[1] == "heartbeats", let nodes = Int(arguments[2]),
    let seconds = Int(arguments[3]),
    let port = UInt16(arguments[4]), nodes > 0, seconds > 0
else {
    print("usage: drtop-bench heartbeats NODES SECONDS PORT [--status]")
    print("       drtop-bench screen NODES")
    print("       drtop-bench false-failures DAYS LOST-PER-MILLE none|cut-off|paused|starved")
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
