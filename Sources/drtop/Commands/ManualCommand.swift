import ArgumentParser
import Dashboard

struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "The manual page, from the program's own tables: drtop man | man -l -")

    func run() { print(ManualPage.text, terminator: "") }
}

/// The manual page in roff. Keys come from the key table and commands from the parser, so it cannot age.
enum ManualPage {
    static var text: String {
        var lines = [
            ".TH DRTOP 1 \"\" \"drtop \(Drtop.release)\" \"User Commands\"", ".SH NAME",
            "drtop \\- \(escaped(lowercased(Drtop.configuration.abstract)))", ".SH SYNOPSIS", ".B drtop",
            "[\\fIsettings\\fR...] [\\fIoptions\\fR]", ".br", ".B drtop", "\\fIcommand\\fR [\\fIoptions\\fR]",
            ".SH DESCRIPTION", escaped(Drtop.configuration.discussion), ".SH COMMANDS",
        ]
        for command in Drtop.configuration.subcommands where command.configuration.shouldDisplay {
            lines += [
                ".TP", ".B drtop \(escaped(command.configuration.commandName ?? ""))",
                escaped(command.configuration.abstract),
            ]
        }
        lines += [".SH KEYS", "Every action is in the command palette, too, by the name in brackets."]
        for row in KeyTable.rows {
            lines += [".TP", ".B \(escaped(row.sign))", escaped("\(row.help) [\(row.name)]")]
        }
        lines += [
            ".SH FILES", ".TP", ".I ./drtop.yaml, $XDG_CONFIG_HOME/drtop/*.yaml, /etc/drtop/*.yaml",
            "Settings, where none are named.", ".TP", ".I $XDG_CONFIG_HOME/drtop/themes/*.yaml", "Your own themes.",
            ".TP",
            ".I $XDG_STATE_HOME/drtop/SYSTEM/", "The journal, and the lock of the engine.", ".SH EXIT STATUS",
            "0 done, 1 failed, 64 a wrong call.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lowercased(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }

    /// A dot or a quote at the start of a line is a request to roff, a backslash anywhere an escape.
    private static func escaped(_ text: String) -> String {
        let text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
    }
}
