import RecoveryCore
import Screen

/// The injuries of the demonstration: clusters first, then nodes. A level-0 matter: it reaches nothing but what the
/// demonstration itself has started.
struct DemoMenu: Hashable, Sendable {
    private(set) var target: DemoCommand.Target

    init() { target = .cluster(ClusterID(0)) }

    static func targets(_ settings: Settings) -> [DemoCommand.Target] {
        settings.clusters.map { .cluster($0.id) } + settings.nodes.map { .node($0.id) }
    }

    enum Outcome: Hashable {
        case stay
        case close
        case act(DemoCommand)
    }

    mutating func handle(_ key: Key, _ settings: Settings) -> Outcome {
        let targets = Self.targets(settings)
        let place = targets.firstIndex(of: target) ?? 0
        switch KeyTable.find(key, in: KeyTable.demoMenu) {
        case .close: return .close
        case .down: target = targets[min(place + 1, targets.count - 1)]
        case .up: target = targets[max(place - 1, 0)]
        case .kill: return .act(DemoCommand(.kill, target))
        case .stop: return .act(DemoCommand(.stop, target))
        case .continue: return .act(DemoCommand(.continue, target))
        case .restart: return .act(DemoCommand(.restart, target))
        case nil: break
        }
        return .stay
    }

    func box(_ scene: Scene) -> DialogBox {
        let targets = Self.targets(scene.settings)
        let place = targets.firstIndex(of: target) ?? 0
        // Twenty thousand nodes are not laid out to show thirty.
        let first = max(0, place - 5)
        let shown = targets[first...].prefix(200).map { line($0, scene) }
        return DialogBox(
            title: "injure the demonstration", trailing: "\(place + 1) of \(Figures.count(targets.count))",
            lines: shown,
            bottom: [Line(), Line("x kill   s stop (it hangs)   c continue   r restart", .key)])
    }

    private func line(_ target: DemoCommand.Target, _ scene: Scene) -> Line {
        let isChosen = target == self.target
        var line = Line("\(isChosen ? scene.glyphs.cursor : " ") ")
        switch target {
        case .cluster(let id):
            let status = scene.status(id)
            line.add("all of \(scene.name(id))")
            line.tab(to: 24)
            line.add("\(status.role.capitals)  \(Figures.ratio(status.available, status.total)) up")
        case .node(let id):
            let status = scene.status(id)
            line.add("node \(scene.name(id))")
            line.tab(to: 24)
            line.add("\(scene.glyphs.sign(status.state)) \(status.state.word)", status.state.look)
            if status.trouble != .none { line.add("  \(status.trouble.words)", .textDim) }
        }
        return isChosen ? line.all(.selection) : line
    }
}
