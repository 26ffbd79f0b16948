import ArgumentParser
import Interface

struct AcknowledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Acknowledge the first or the second alarm, or one by its number.")

    @Argument(help: "first, second, all, or an alarm's number.")
    var alarm: String

    @OptionGroup var command: CommandArguments

    func run() throws {
        var form = CommandForm("acknowledge")
        form.alarm = alarm
        try command.carryOut(form)
    }
}
