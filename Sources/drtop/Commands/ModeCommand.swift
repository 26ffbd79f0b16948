import ArgumentParser
import Interface
import RecoveryCore

struct ModeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mode", abstract: "How much drtop may do without a person: observe, confirm or automatic.")

    @Argument(help: "observe, confirm or automatic.")
    var mode: String

    @OptionGroup var command: CommandArguments

    func validate() throws {
        guard Mode(rawValue: mode) != nil else {
            throw ValidationError("there is no mode \(mode): use observe, confirm or automatic")
        }
    }

    func run() throws {
        var form = CommandForm("mode")
        form.mode = mode
        try command.carryOut(form)
    }
}
