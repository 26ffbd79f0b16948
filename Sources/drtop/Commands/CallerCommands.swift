import ArgumentParser
import Interface

struct WaiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waive", abstract: "Do not wait for a caller to apply the newest epoch.")

    @Argument(help: "The caller.")
    var caller: String

    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("waive")
        form.caller = caller
        form.reason = reason
        try command.carryOut(form)
    }
}

struct SendAgainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-again", abstract: "Deliver the newest epoch to a caller now.")

    @Argument(help: "The caller.")
    var caller: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("send-again")
        form.caller = caller
        try command.carryOut(form)
    }
}
