import Foundation
import TestSupport

/// A story told without a screen: `drtop serve`, and commands.
extension Story {
    var place: [String] { ["--settings", settings, "--state", state] }

    func serve() throws -> RunningCommand { try RunningCommand(["serve", settings, "--state", state], in: folder) }

    /// Waits until `drtop status --json` matches.
    func seeStatus(_ pattern: String, within bound: Duration = .seconds(60)) async throws {
        try await eventually("the status shows /\(pattern)/", within: bound) {
            try await self.call(["status", "--json"] + self.place).output.matches(pattern)
        }
    }

    func seeApplied(_ caller: String, epoch: Int) async throws {
        try await seeStatus("\"applied\":\(epoch),\"delivered\":\(epoch),\"epoch\":\(epoch),\"name\":\"\(caller)\"")
    }

    /// The fingerprint of the plan, as soon as one is possible.
    func possiblePlan(_ kind: String) async throws -> String {
        struct Plan: Decodable {
            var possible: Bool
            var fingerprint: String?
        }
        return try await eventually("\(kind) is possible", within: .seconds(60)) {
            let run = try await self.call([kind, "--dry-run", "--json"] + self.place)
            let plan = try JSONDecoder().decode(Plan.self, from: Data(run.output.utf8))
            return plan.possible ? plan.fingerprint : nil
        }
    }

    /// Looks at the plan and types its target, until it is taken: a fact may change between the look and the word.
    func command(_ kind: String, typing target: String) async throws {
        try await eventually("\(kind) is confirmed", within: .seconds(60)) {
            let fingerprint = try await self.possiblePlan(kind)
            return try await self.call([kind, "--plan", fingerprint, "--type", target] + self.place).status == 0
        }
    }

    /// Appends to the settings file, whose last section are the callers.
    func append(_ text: String) throws {
        try folder.write("drtop.yaml", try folder.read("drtop.yaml") + text + "\n")
    }

    /// Appends an interface that one operator may use. Returns its port.
    func openInterface(to name: String, role: String, token: String) throws -> UInt16 {
        let port = try freePort()
        try folder.write("\(name).token", token + "\n")
        try append(
            """
            interface:
              listen: "127.0.0.1:\(port)"
              operators: [{name: \(name), role: \(role), token-file: \(name).token}]
            """)
        return port
    }
}
