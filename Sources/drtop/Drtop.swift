import ArgumentParser
import CLinux
import Glibc

/// The program: one file a command in `Commands/`; what runs one system is in `System/`.
@main
enum Program {
    static func main() {
        drtop_rescue_restart_without_questions(CommandLine.unsafeArgv)
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Drtop.parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            failure.leave()
        } catch let code as ExitCode {
            // The command has said why.
            exit(code.rawValue)
        } catch {
            leave(parsing: error)
        }
    }

    /// `--help` and `--version` come this way too, with success; anything else is a wrong call.
    private static func leave(parsing error: any Error) -> Never {
        guard Drtop.exitCode(for: error) != .success else { Drtop.exit(withError: error) }
        let text = Drtop.message(for: error)
        Failure("\(text); see drtop --help", code: .usage).leave()
    }
}

struct Drtop: ParsableCommand {
    static let release = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "drtop",
        abstract: "The disaster-recovery controller of replicated storage.",
        discussion: """
            Without a subcommand: the dashboard, with the monitoring engine embedded. Without a settings file: ./drtop.yaml, \
            $XDG_CONFIG_HOME/drtop/*.yaml, /etc/drtop/*.yaml.

            To look around without any storage of your own: drtop demo
            """,
        version: "drtop \(release)",
        subcommands: [
            DashboardCommand.self, DemonstrationCommand.self, CheckCommand.self, ConfigurationCommand.self,
            LogCommand.self, VerifyCommand.self, SimulateCommand.self, ServeCommand.self, StatusCommand.self,
            AcknowledgeCommand.self,
            ShelveCommand.self, FailoverCommand.self, SwitchoverCommand.self, ReverseSyncCommand.self, ModeCommand.self,
            AbortCommand.self, RetryCommand.self, GoOnWithoutCommand.self, OverrideCommand.self, ResumeCommand.self,
            RestoreCommand.self, MaintenanceCommand.self, WaiveCommand.self, SendAgainCommand.self,
            CallerAgentCommand.self, SettingsCommand.self, ThemeCommand.self, ManualCommand.self,
        ],
        defaultSubcommand: DashboardCommand.self)
}
