import ArgumentParser
import Interface

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "A node came back without its data: accept it as it is; its pair copies that.")

    @Argument(help: "The node.")
    var node: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("resume")
        form.node = node
        try command.carryOut(form)
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "A node came back without its data: copy it back from its pair.")

    @Argument(help: "The node.")
    var node: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("restore")
        form.node = node
        try command.carryOut(form)
    }
}

struct MaintenanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance", abstract: "Leave a node out of the ratio until a time, or end that.")

    @Argument(help: "The node.")
    var node: String

    @Option(
        help: ArgumentHelp("15m, 2h, 1d from now, or a UTC time like 2026-01-31T03:12:41Z.", valueName: "time"))
    var until: String?

    @Flag(help: "It is over.")
    var end = false

    @OptionGroup var command: CommandArguments

    func validate() throws {
        guard (until != nil) != end else { throw ValidationError("maintenance takes --until TIME, or --end") }
        if let until, TimeToCome.seconds(until) == nil {
            throw ValidationError("--until \(until) is no time to come: 15m, 2h, 1d, or UTC like 2026-01-31T03:12:41Z")
        }
    }

    func run() throws {
        var form = CommandForm(end ? "end-maintenance" : "maintenance")
        form.node = node
        form.duration = until.flatMap(TimeToCome.seconds)
        try command.carryOut(form)
    }
}
