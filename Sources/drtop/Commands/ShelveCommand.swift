import ArgumentParser
import Interface

struct ShelveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shelve", abstract: "Hide an alarm until a time, with a reason; or show it again.")

    @Argument(help: "The alarm's number.")
    var alarm: String

    @Option(name: .customLong("for"), help: ArgumentHelp("For how long: 15m, 2h, 1d.", valueName: "time"))
    var time: String?

    @Option(help: ArgumentHelp("Why, for the journal.", valueName: "text"))
    var reason: String?

    @Flag(help: "Show it again.")
    var end = false

    @OptionGroup var command: CommandArguments

    func validate() throws {
        guard end ? time == nil : time.flatMap(TimeToCome.seconds) != nil && reason != nil else {
            throw ValidationError("shelve takes --for TIME (15m, 2h, 1d) and --reason TEXT, or --end")
        }
    }

    func run() throws {
        var form = CommandForm(end ? "unshelve" : "shelve")
        form.alarm = alarm
        form.reason = reason
        form.duration = time.flatMap(TimeToCome.seconds)
        try command.carryOut(form)
    }
}
