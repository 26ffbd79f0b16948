import Foundation
import RecoveryCore

/// A command as it travels: `POST /v1/commands`. Names, not places in the settings; which fields a command needs is in
/// `command(in:)`.
package struct CommandForm: Codable, Hashable, Sendable {
    package var command: String
    /// Who commands; needed on the Unix socket, and not to be given where a token says it.
    package var `operator`: String?
    /// `first`, `second`, `all` or an alarm's number.
    package var alarm: String?
    /// The fingerprint of the plan that was seen.
    package var plan: String?
    /// What the operator typed: the name of the cluster.
    package var type: String?
    package var mode: String?
    package var node: String?
    /// The pair's node in the first cluster.
    package var pair: String?
    package var caller: String?
    package var reason: String?
    /// What an operator remarks.
    package var text: String?
    /// Seconds.
    package var duration: Int?

    package init(_ command: String) {
        self.command = command
    }

    /// What the command needs, as far as its form says it.
    package var role: Permission {
        ["acknowledge", "shelve", "unshelve", "note", "undo"].contains(command) ? .acknowledge : .operate
    }

    package static let names = [
        "acknowledge", "shelve", "unshelve", "note", "undo", "failover", "switchover", "reverse-sync", "override",
        "mode", "abort", "retry", "go-on-without", "resume", "restore", "maintenance", "end-maintenance", "waive",
        "send-again",
    ]

    /// The command for the core.
    ///
    /// - Throws: a text: what is wrong with the form, and what to do.
    package func command(in settings: Settings) throws(CommandFault) -> OperatorCommand {
        switch command {
        case "acknowledge": return .acknowledge(try selection())
        case "shelve":
            return .shelve(try alarmID(), reason: try need(reason, "reason"), duration: try seconds())
        case "unshelve": return .unshelve(try alarmID())
        case "note": return .note(try alarmID(), text: try need(text, "text"))
        case "undo": return .undo
        case "failover", "switchover", "reverse-sync":
            guard let kind = RoleChangeKind(name: command) else { break }
            return .confirm(kind, fingerprint: try need(plan, "plan"), typed: try need(type, "type"))
        case "override": return .overrideContradiction(reason: try need(reason, "reason"))
        case "mode":
            let text = try need(mode, "mode")
            guard let mode = Mode(rawValue: text) else {
                throw CommandFault(what: "there is no mode \(text): use observe, confirm or automatic")
            }
            return .setMode(mode)
        case "abort": return .abort
        case "retry": return .retry
        case "go-on-without": return .goOnWithout(try pair(in: settings))
        case "resume": return .resume(try node(in: settings))
        case "restore": return .restore(try node(in: settings))
        case "maintenance": return .startMaintenance(try node(in: settings), duration: try seconds())
        case "end-maintenance": return .endMaintenance(try node(in: settings))
        case "waive": return .waive(try caller(in: settings), reason: try need(reason, "reason"))
        case "send-again": return .sendAgain(try caller(in: settings))
        default: break
        }
        throw CommandFault(what: "there is no command \(command): known are \(Self.names.joined(separator: ", "))")
    }

    private func need(_ field: String?, _ name: String) throws(CommandFault) -> String {
        guard let field, !field.isEmpty else { throw CommandFault(what: "\(command) needs \"\(name)\"") }
        guard field.utf8.count <= 1000, field.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw CommandFault(what: "\"\(name)\" is too long, or holds control characters") }
        return field
    }

    private func seconds() throws(CommandFault) -> Duration {
        guard let duration, duration > 0 else {
            throw CommandFault(what: "\(command) needs \"duration\", in seconds from now")
        }
        return .seconds(min(duration, 1 << 32))
    }

    private func selection() throws(CommandFault) -> AlarmSelection {
        switch try need(alarm, "alarm") {
        case "first": .first
        case "second": .second
        case "all": .all
        default: .id(try alarmID())
        }
    }

    private func alarmID() throws(CommandFault) -> AlarmID {
        let text = try need(alarm, "alarm")
        guard let number = Int(text) else {
            throw CommandFault(what: "\(text) is no alarm: use its number, as drtop status shows it")
        }
        return AlarmID(number)
    }

    private func node(in settings: Settings) throws(CommandFault) -> NodeID {
        let name = try need(node, "node")
        guard let node = settings.nodes.first(where: { $0.name == name }) else {
            throw CommandFault(what: "there is no node \(name) in \(settings.system)")
        }
        return node.id
    }

    private func pair(in settings: Settings) throws(CommandFault) -> PairID {
        let name = try need(pair, "pair")
        guard let pair = settings.nodes.first(where: { $0.name == name })?.pair else {
            throw CommandFault(what: "there is no pair with a node \(name) in \(settings.system)")
        }
        return pair
    }

    private func caller(in settings: Settings) throws(CommandFault) -> CallerID {
        let name = try need(caller, "caller")
        guard let caller = settings.callers.first(where: { $0.name == name }) else {
            throw CommandFault(what: "there is no caller \(name) in \(settings.system)")
        }
        return caller.id
    }
}

/// A form that is no command.
package struct CommandFault: Error, Hashable, Sendable {
    package var what: String
}

/// What comes back for a command.
package struct AnswerDocument: Codable, Hashable, Sendable {
    package var answer: String
    package var refused: Bool

    package init(_ answer: CommandAnswer) {
        self.answer = answer.text
        refused = answer.isRefused
    }
}
