import RecoveryCore

/// A fault of a story's text, not of the core.
struct StoryFault: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// The words of a story's commands.
enum Script {
    static func kind(_ word: String) throws -> RoleChangeKind {
        switch word {
        case "failover": return .failover
        case "switchover": return .switchover
        case "reverse-sync": return .reverseSync
        default: throw StoryFault("no role change is called \(word)")
        }
    }

    /// "500ms", "1.2s", "2m", "3h", "1d".
    static func duration(_ word: String) throws -> Duration {
        let units: [(String, Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        for (unit, factor) in units where word.hasSuffix(unit) {
            guard let number = Double(word.dropLast(unit.count)) else { continue }
            return .milliseconds(Int((number * factor).rounded()))
        }
        throw StoryFault("\(word) is no duration")
    }

    /// A cluster's name, a node's, or a letter and `*`.
    static func nodes(_ word: String, in settings: Settings) throws -> [NodeID] {
        if let cluster = settings.clusters.first(where: { $0.name == word }) {
            return settings.nodes(of: cluster.id).map(\.id)
        }
        let isAll = word.hasSuffix("*")
        let found = settings.nodes.filter { isAll ? $0.name.hasPrefix(word.dropLast()) : $0.name == word }
        guard !found.isEmpty else { throw StoryFault("no node is called \(word)") }
        return found.map(\.id)
    }

    static func node(_ word: String, in settings: Settings) throws -> NodeID {
        try nodes(word, in: settings)[0]
    }

    static func caller(_ word: String, in settings: Settings) throws -> CallerID {
        guard let caller = settings.callers.first(where: { $0.name == word }) else {
            throw StoryFault("no caller is called \(word)")
        }
        return caller.id
    }

    /// "3+3 mode=automatic storage=slow ...".
    static func system(_ words: [String]) throws -> World {
        let sizes = words[0].split(separator: "+").compactMap { Int($0) }
        guard (1...4).contains(sizes.count) else { throw StoryFault("a system is like 3+3") }
        let callers = words.first { $0.hasPrefix("callers=") }.flatMap { Int($0.dropFirst("callers=".count)) }
        var settings = FakeSettings.make(sizes, callers: callers ?? 2)
        var kind = FakeStorage.Kind.fast
        for option in words.dropFirst() {
            let parts = option.split(separator: "=").map(String.init)
            guard parts.count == 2 else { throw StoryFault("an option is like mode=automatic") }
            switch parts[0] {
            case "mode": settings.failover.mode = Mode(rawValue: parts[1]) ?? .confirm
            case "storage": kind = FakeStorage.Kind(rawValue: parts[1]) ?? .fast
            case "every": settings.sync.rule = .every(try duration(parts[1]))
            case "daily": settings.sync.rule = .daily(hour: Int(parts[1]) ?? 0, minute: 0)
            case "block": settings.failover.block = try duration(parts[1])
            case "hold": settings.heartbeat.hold = try duration(parts[1])
            case "recovery-hold": settings.heartbeat.recoveryHold = try duration(parts[1])
            case "threshold":
                let fraction = parts[1].split(separator: "/").compactMap { Int($0) }
                guard fraction.count == 2 else { throw StoryFault("a threshold is like 1/2") }
                settings.threshold = Threshold(fraction[0], fraction[1])
            case "absent":
                settings.services[0].absent = settings.clusters.filter { $0.name == parts[1] }.map(\.id)
            case "callers": break
            case "fetches": settings.callers[try caller(parts[1], in: settings).index].deliveries = []
            case "services":
                let kept = Int(parts[1]) ?? 0
                settings.services.removeLast(settings.services.count - kept)
                for index in settings.callers.indices { settings.callers[index].uses.removeAll { $0 >= kept } }
            default: throw StoryFault("no option is called \(parts[0])")
            }
        }
        return World(settings, kind: kind)
    }
}
