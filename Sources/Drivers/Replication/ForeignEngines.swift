import Engine
import RecoveryCore

/// Looks for another engine on our nodes: by the marks on the connections (`RedisConnector`) of one node a cluster.
struct ForeignEngines: Sendable {
    let settings: Settings
    let connector: RedisConnector
    let sink: any EventSink
    /// For one node; an answer is not worth more.
    var patience = Duration.seconds(2)

    private static let interval = Duration.seconds(10)
    /// Nodes of a cluster that are tried until one answers.
    private static let attempts = 3

    /// Looks until the task is cancelled.
    func run() async {
        var told: String?
        repeat {
            if let seen = await look(), seen.text != told {
                told = seen.text
                sink.send(.foreignEngineSeen(told))
            }
        } while await Reactor.shared.sleep(until: connector.clock.now() + Self.interval) != .cancelled
    }

    struct Finding: Hashable, Sendable {
        /// Sorted.
        var names: [String]
        /// nil: nobody else.
        var text: String? { names.isEmpty ? nil : names.joined(separator: " ") }
    }

    /// nil: no node could be asked; nothing is known then.
    func look() async -> Finding? {
        let lists = await withTaskGroup(of: String?.self) { group in
            for cluster in settings.clusters {
                group.addTask { await list(of: settings.nodes(of: cluster.id).prefix(Self.attempts)) }
            }
            return await group.reduce(into: [String]()) { lists, list in if let list { lists.append(list) } }
        }
        guard !lists.isEmpty else { return nil }
        return Finding(names: Set(lists.flatMap { Self.names(in: $0, besides: connector.holder) }).sorted())
    }

    /// A user who may not ask for the list is no fault: the mark is only a help.
    private func list(of nodes: some Sequence<Node>) async -> String? {
        for node in nodes {
            do throws(RedisFault) {
                let conversation = try await connector.open(node, until: connector.clock.now() + patience)
                let answer = try await conversation.ask("CLIENT", "LIST", "TYPE", "normal")
                await conversation.close()
                if case .bulk(let bytes) = answer { return String(decoding: bytes, as: UTF8.self) }
            } catch {
                continue
            }
        }
        return nil
    }

    /// What `drtop check` puts in the place of its holder: it commands nothing.
    static let harmlessHolder = "check"
    /// An engine that has asked nothing for so many seconds is gone, and its host did not say so.
    private static let longestSilence = 60

    /// The foreign engines in a `CLIENT LIST`, as "system at holder".
    static func names(in list: String, besides own: String) -> [String] {
        list.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: " ")
            func value(_ field: String) -> Substring? {
                fields.first { $0.hasPrefix(field + "=") }.map { $0.dropFirst(field.count + 1) }
            }
            guard let parts = value("name")?.split(separator: ":", maxSplits: 2), parts.count == 3,
                parts[0] == "drtop", parts[2] != own, parts[2] != harmlessHolder,
                value("idle").flatMap({ Int($0) }) ?? 0 <= longestSilence
            else { return nil }
            return "\(parts[1]) at \(parts[2])"
        }
    }
}
