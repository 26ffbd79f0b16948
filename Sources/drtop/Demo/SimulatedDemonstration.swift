import Dashboard
import Engine
import RecoveryCore
import Simulator

/// The simulator's world in real time, with faults from a scenario, from a seed, or by hand: `drtop demo --simulated`.
final class SimulatedDemonstration: Rehearsal {
    let settings: Settings
    let folder: DemoFolder
    let world: SimulatedWorld

    /// Time to look around before the first fault.
    private static let lead: Moment = 10 * .second

    init(nodesPerCluster count: Int, scenario: NamedScenario?, seed: UInt64?) throws(Failure) {
        DemoFolder.cleanUp()
        folder = try DemoFolder.make()
        var script = (scenario ?? .primaryLost).script(nodes: count, seed: seed ?? 1)
        switch (scenario, seed) {
        case (_?, _): break
        case (nil, let seed?): script = script.drawn(from: seed)
        case (nil, nil): script.faults = []
        }
        if let first = script.faults.map(\.at).min() {
            for index in script.faults.indices { script.faults[index].at -= first - Self.lead }
        }
        script.settings.system = "shop"
        script.settings.environment = "simulated"
        script.settings.standInZones()
        settings = script.settings
        world = SimulatedWorld(script, clock: SystemClock())
    }

    var status: DemoStatus {
        let figures = world.figures
        return DemoStatus(
            writesPerSecond: figures.writesPerSecond, failingPerSecond: figures.failingPerSecond,
            acknowledged: figures.acknowledged, missing: figures.missing)
    }

    func prepare() async throws(Failure) {}

    func carryOut(_ command: DemoCommand) {
        let nodes: [NodeID] =
            switch command.target {
            case .node(let node): [node]
            case .cluster(let cluster): settings.nodes(of: cluster).map(\.id)
            }
        let injury: Injury =
            switch command.verb {
            case .kill: .kill
            case .stop: .stop
            case .continue: .goOn
            case .restart: .restart
            }
        world.injure(nodes, injury)
    }

    func end() async { folder.remove() }
}
