import ArgumentParser
import Interface

struct AbortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "Undo a role change as long as nothing was promoted, end its copying, or stop the count-down.")

    @OptionGroup var command: CommandArguments

    func run() throws { try command.carryOut(CommandForm("abort")) }
}

struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Stuck: try the failed step again.")

    @OptionGroup var command: CommandArguments

    func run() throws { try command.carryOut(CommandForm("retry")) }
}

struct GoOnWithoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "go-on-without", abstract: "Stuck: leave a pair out; its callers keep what they have.")

    @Argument(help: "The pair, by a node of it.")
    var pair: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("go-on-without")
        form.pair = pair
        try command.carryOut(form)
    }
}

struct OverrideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override", abstract: "Allow a failover although a backup still receives from the primary.")

    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("override")
        form.reason = reason
        try command.carryOut(form)
    }
}
