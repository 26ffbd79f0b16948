import ArgumentParser
import Foundation
import Interface
import RecoveryCore

struct FailoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failover", abstract: "Let a backup take over from the failed primary.",
        discussion: PlanArguments.discussion)

    @OptionGroup var plan: PlanArguments

    func run() throws { try plan.carryOut(.failover) }
}

struct SwitchoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switchover", abstract: "Let a backup take over while the primary serves, without loss.",
        discussion: PlanArguments.discussion)

    @OptionGroup var plan: PlanArguments

    func run() throws { try plan.carryOut(.switchover) }
}

struct ReverseSyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse-sync", abstract: "Overwrite the recovered old primary from the new one.",
        discussion: PlanArguments.discussion)

    @OptionGroup var plan: PlanArguments

    func run() throws { try plan.carryOut(.reverseSync) }
}

/// A plan is confirmed by its fingerprint and the cluster's name, both typed: as on the screen.
struct PlanArguments: ParsableArguments {
    static let discussion =
        "Look first: --dry-run prints the plan. Acting needs its fingerprint and the name of the cluster that takes over or is overwritten."

    @Flag(help: "Print the plan, its evidence and its conditions; change nothing.")
    var dryRun = false

    @Flag(help: "With --dry-run: as JSON.")
    var json = false

    @Option(help: ArgumentHelp("The plan that was seen.", valueName: "fingerprint"))
    var plan: String?

    @Option(help: ArgumentHelp("The name of the cluster, typed.", valueName: "cluster"))
    var type: String?

    @OptionGroup var command: CommandArguments

    func carryOut(_ kind: RoleChangeKind) throws {
        if dryRun {
            let client = try command.engine.client()
            let document = try blocking { try await client.plan(kind) }
            print(json ? document.json : document.text)
            return
        }
        guard let plan, let type else {
            throw Failure(
                "\(kind.name) needs --plan FINGERPRINT and --type CLUSTER; see the plan first: drtop \(kind.name) --dry-run",
                code: .usage)
        }
        var form = CommandForm(kind.name)
        form.plan = plan
        form.type = type
        try command.carryOut(form)
    }
}
