import Foundation
import TestSupport
import Testing

/// What Prometheus gets of a system that works.
@Suite struct LiveMetricsTests {
    private static let token = "prometheus-4750"

    @Test("promtool has nothing against the metrics of a system that has published, delivered and raised an alarm")
    func promtool() async throws {
        try await Story.tell(nodes: 1, isOpen: false) { story in
            let port = try story.openInterface(to: "prometheus", role: "observe", token: Self.token)
            let engine = try story.serve()
            try await story.seeApplied("checkout", epoch: 1)
            story.kill(story.b)
            try await story.seeStatus("second-alarm")
            let bearer = "Authorization: Bearer \(Self.token)"
            let text = try run(["curl", "-s", "-H", bearer, "http://127.0.0.1:\(port)/metrics"])
            let file = try story.folder.write("metrics", text)
            let said = try run(["sh", "-c", "promtool check metrics < '\(file)'"])
            try check(said.isEmpty, said)
            // What happens all the time has been counted.
            for name in ["tick_lateness_seconds", "heartbeat_latency_seconds", "delivery_duration_seconds"] {
                try check(text.matches("\ndrtop_\(name)_count\\{system=\"orders\"\\} [1-9]"), "\(name): \(text)")
            }
            try check(text.matches("drtop_alarm_active\\{system=\"orders\",kind=\"second-alarm\"\\} 1\n"), text)
            try check(try engine.ended() == nil, "drtop has ended")
        }
    }
}
