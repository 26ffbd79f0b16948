import ArgumentParser
import Foundation
import Interface

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "One look at a running system, for scripts.",
        discussion: "Exit status: 0 nothing needs you, 1 alarms, 2 first alarm, 3 no engine, 64 usage.")

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var engine: EngineArguments

    func run() throws {
        let client = try engine.client()
        let status = try blocking { try await client.state() }
        print(json ? status.json : status.text)
        let code = status.exitCode
        if code != 0 { throw ExitCode(code) }
    }
}

extension StatusDocument {
    fileprivate var exitCode: Int32 {
        let loud = alarms.filter { $0.state != "SHELVED" && $0.state != "SUPPRESSED" }
        if loud.contains(where: { $0.kind == "first-alarm" && $0.state != "GONE" }) { return 2 }
        return loud.isEmpty ? 0 : 1
    }

    fileprivate var text: String {
        var lines = [
            "\(system) \(environment)".trimmingCharacters(in: .whitespaces) + "  \(phase)  epoch \(epoch)  mode \(mode)"
        ]
        if !overlays.isEmpty { lines[0] += "  " + overlays.joined(separator: " ") }
        lines.append(verdict)
        for cluster in clusters {
            lines.append(
                "cluster \(cluster.name)  \(cluster.role)  \(cluster.verdict)  \(cluster.available) of \(cluster.total) nodes"
            )
            for node in cluster.nodes where node.state != "up" {
                lines.append("  \(node.name)  \(node.address)  \(node.state)  \(node.error ?? "")")
            }
        }
        if let sync {
            let lag = sync.lagBytes.map { "\($0) bytes behind" } ?? "lag UNKNOWN"
            lines.append(
                "sync \(sync.from) -> \(sync.to)  \(sync.state)  \(sync.pairsInSync) of \(sync.pairs) pairs  \(lag)")
        }
        for alarm in alarms {
            let by = alarm.acknowledgedBy.map { "  by \($0)" } ?? ""
            lines.append("alarm \(alarm.id)  P\(alarm.priority)  \(alarm.state)  \(alarm.kind)  \(alarm.text)\(by)")
        }
        for caller in callers where caller.applied < caller.epoch {
            let error = caller.error.map { "  \($0)" } ?? ""
            lines.append("caller \(caller.name)  delivered \(caller.delivered)  applied \(caller.applied)\(error)")
        }
        if let plan {
            lines.append("plan \(plan.kind) to \(plan.target)  \(plan.fingerprint)  expires \(plan.expires)")
        }
        return lines.joined(separator: "\n")
    }
}
