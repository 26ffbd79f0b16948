import Foundation
import NIOHTTP1
import RecoveryCore
import TestSupport
import Testing

@testable import Interface

struct MetricsTests {
    @Test func `promtool has nothing against the metrics, and they say what is so`() async throws {
        try await OpenHouse.open { house in
            let answer = try await house.ask(.GET, "/metrics", token: OpenHouse.observer)
            #expect(answer.status == 200)
            #expect(answer.body.contains("drtop_cluster_nodes{system=\"orders\",cluster=\"fra1\"} 1\n"))
            #expect(answer.body.contains("drtop_phase{system=\"orders\",phase=\"starting\"} 1\n"))
            #expect(answer.body.contains("drtop_callers_behind{system=\"orders\"} 0\n"))
            let refused = "drtop_interface_refused_connections_total{system=\"orders\",reason="
            #expect(answer.body.contains(refused + "\"no-place\"} 0\n"))
            #expect(answer.body.contains(refused + "\"not-accepted\"} 0\n"))
            let text = answer.body
            let (status, said) = try await aside {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
                process.arguments = ["check", "metrics"]
                let (input, output) = (Pipe(), Pipe())
                process.standardInput = input
                process.standardOutput = output
                process.standardError = output
                try process.run()
                try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
                try input.fileHandleForWriting.close()
                let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                process.waitUntilExit()
                return (process.terminationStatus, said)
            }
            #expect(status == 0 && said.isEmpty, "\(said)")
        }
    }

    @Test func `a histogram counts each latency in its bucket, and all of them`() {
        let meter = Meter()
        for milliseconds in [0.05, 3, 700, 60_000] {
            meter.count([
                Heartbeat(
                    node: NodeID(0), asked: .origin, outcome: .answered(latency: .seconds(milliseconds / 1000)))
            ])
        }
        meter.count([Heartbeat(node: NodeID(0), asked: .origin, outcome: .missed(.timeout))])
        var text = Exposition(system: "s\"x\\")
        text.add("latency_seconds", "How long.", meter.now.latency)
        #expect(text.text.contains("latency_seconds_bucket{system=\"s\\\"x\\\\\",le=\"0.0001\"} 1\n"))
        #expect(text.text.contains("le=\"0.005\"} 2\n") && text.text.contains("le=\"1\"} 3\n"))
        #expect(
            text.text.contains("le=\"+Inf\"} 4\n")
                && text.text.contains("latency_seconds_count{system=\"s\\\"x\\\\\"} 4\n"))
        #expect(meter.now.missed == 1)
    }

    @Test func `a template finds services by name and all endpoints`() throws {
        let document = """
            {"system":"orders","caller":"checkout","epoch":4,"cluster":"ams2","issued":"x","fingerprint":"f","endpoints":[\
            {"service":"orders","interface":"redis","node":"b1","address":"10.2.0.11:6379"},\
            {"service":"search","interface":"redis","node":"b2","address":"[fd00::2]:6380"}]}
            """
        let template = try ConfigurationTemplate(
            "{{epoch}} {{services.orders.host}}:{{services.orders.port}}\n{{#endpoints}}{{node}} {{{host}}}{{^last}},{{/last}}{{/endpoints}}\n"
        )
        #expect(try template.render(document) == "4 10.2.0.11:6379\nb1 10.2.0.11,b2 fd00::2\n")
        #expect(throws: ConfigurationTemplate.Fault.self) { try ConfigurationTemplate("{{#open}}") }
    }
}
