import Foundation
import Testing

@testable import RecoveryCore

/// What must hold after every event of every story, whatever it is about:
/// what has to survive a restart is saved in the same batch in which it changes (I10, I11), and every conclusion is drawn at
/// once: the same moment looked at again brings nothing new.
@Suite struct SettledTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stories")

    /// One of each kind: to look so closely takes time.
    private static let stories = [
        "alarms", "automatic-abort", "claim-unkept", "convergence", "empty-resume", "left-out-acknowledged",
        "left-out-serving-came-back-empty", "m14-own-writes", "recovers-by-itself", "restoration-cut-short",
        "rule-every", "stuck-retry", "switchover-one-fails",
    ]

    @Test("I10, I11: what was decided is saved at once, and nothing that follows from it waits", arguments: stories)
    func isSettled(_ name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
        var play = Play()
        for line in text.split(separator: "\n") where !["  ", "#", "show"].contains(where: line.hasPrefix) {
            try play.run(String(line))
        }
        #expect(play.faults.prefix(3).joined(separator: "\n") == "")
    }

    /// A story in steps so small that nearly every event has its own.
    private struct Play {
        private var story = Story()
        private var world: World?
        private var seen: UInt64 = 0
        private(set) var faults: [String] = []

        mutating func run(_ line: String) throws {
            let words = line.split(separator: " ").map(String.init)
            guard words.first == "after", let duration = try words.dropFirst().first.map(Script.duration) else {
                _ = try story.run(line)
                world = story.world
                return look(line)
            }
            var left = duration
            var steps = 0
            while left > .zero {
                let step = min(left, steps < 2000 ? .milliseconds(1) : .milliseconds(10))
                world?.advance(by: step)
                left -= step
                steps += 1
                if steps % 20 == 0 || world?.recovery.revision != seen { look(line) }
            }
        }

        private mutating func look(_ line: String) {
            guard let world, world.recovery.phase != .starting else { return }
            seen = world.recovery.revision
            // What is held back by something that changes without an event is looked at again within 100 ms.
            let age = world.now - world.recovery.lastSettled
            var copy = world.recovery
            let more = age == .zero || age > .milliseconds(100) ? copy.handle(.timePassed, at: world.now) : []
            if !more.isEmpty { faults.append("\(line), \(world.now.sinceOrigin): \(more.map(\.action))") }
            guard !world.centre.isJournalFailing, let saved = world.centre.state else { return }
            let state = world.recovery.durableState
            if Self.kept(state) != Self.kept(saved) {
                faults.append("\(line), \(world.now.sinceOrigin): not saved\n\(Self.kept(saved))\n\(Self.kept(state))")
            }
        }

        /// Without what need not be exact: words and priorities are found again, the parts of a step are asked for again, and the
        /// number of the next effect inside comes back to nobody.
        private static func kept(_ state: DurableState) -> DurableState {
            var state = state
            state.nextEffect = 0
            for index in state.alarms.indices { (state.alarms[index].text, state.alarms[index].priority) = ("", 0) }
            for index in state.change?.steps.indices ?? 0..<0 {
                for part in state.change?.steps[index].parts.indices ?? 0..<0 {
                    let pair = state.change?.steps[index].parts[part].pair ?? PairID(0)
                    state.change?.steps[index].parts[part] = RoleChange.Part(node: NodeID(0), pair: pair)
                }
            }
            return state
        }
    }
}
