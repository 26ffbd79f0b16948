import RecoveryCore

/// `PING` over a persistent connection. Only an answer counts: a hung Redis still accepts connections.
package struct RedisProbe: Probe {
    package let greeting: [UInt8]
    package let greetingReplies: [ExpectedReply]
    /// Inline commands are the shortest; they need no counting on either side.
    package let question = [UInt8]("PING\r\n".utf8)
    package let plainAnswer = [UInt8]("+PONG\r\n".utf8)

    package init(access: Access? = nil, connectionName: String? = nil) {
        var greeting: [UInt8] = []
        var replies: [ExpectedReply] = []
        if let access {
            greeting += RedisProbe.command(["AUTH"] + (access.user.map { [$0] } ?? []) + [access.password])
            replies.append(.access)
        }
        if let connectionName {
            greeting += RedisProbe.command(["CLIENT", "SETNAME", connectionName])
            replies.append(.ignored)
        }
        self.greeting = greeting
        greetingReplies = replies
    }

    package func measure(_ bytes: UnsafeRawBufferPointer, limit: Int) -> ReplyFrame {
        ReplyFrame(of: bytes, limit: limit)
    }

    package func judge(answer: UnsafeRawBufferPointer) -> AnswerVerdict {
        if answer.elementsEqual(plainAnswer) { return .answered }
        return judge(error: answer) ?? .invalid(printable(answer, limit: 48))
    }

    package func judge(access: UnsafeRawBufferPointer) -> AnswerVerdict? {
        if access.first == UInt8(ascii: "+") { return nil }
        // Not our settings' fault: said to whoever connects to a full node, before he has spoken.
        if access.starts(with: "-ERR max number of clients".utf8) { return .invalid(printable(access, limit: 48)) }
        switch judge(error: access) {
        case .notServing(let reason): return .notServing(reason)
        case .answered, .refusedUs, .invalid, nil: return .refusedUs(printable(access.dropFirst(), limit: 200))
        }
    }

    /// What a well-known error of Redis says; nil for any other reply.
    private func judge(error: UnsafeRawBufferPointer) -> AnswerVerdict? {
        guard error.first == UInt8(ascii: "-") else { return nil }
        let text = printable(error.dropFirst(), limit: 200)
        switch text.prefix(while: { $0 != " " }) {
        case "LOADING": return .notServing(.loading)
        case "BUSY": return .notServing(.busy)
        // It says only that its own link to its primary is down, which drtop itself may have done.
        case "MASTERDOWN": return .answered
        case "NOAUTH", "WRONGPASS", "NOPERM": return .refusedUs(text)
        default: return nil
        }
    }

    /// A command as an array of bulk strings, the form that may hold any byte.
    static func command(_ parts: [String]) -> [UInt8] {
        var bytes = [UInt8]("*\(parts.count)\r\n".utf8)
        for part in parts {
            bytes += "$\(part.utf8.count)\r\n".utf8
            bytes += part.utf8
            bytes += "\r\n".utf8
        }
        return bytes
    }
}
