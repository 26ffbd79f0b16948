import Foundation
import RecoveryCore

/// One way to tell people. All of them stand in the table `Notifier.way(_:)`.
protocol NotificationWay: Sendable {
    /// One attempt, bounded in time.
    ///
    /// - Throws: why it was not told.
    func tell(_ notification: Notification) async throws(WebClient.Trouble)

    /// Whether what fires has to be said again from time to time.
    var repeats: Bool { get }
}

/// A way as the settings name it.
package struct NotificationTarget: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case alertmanager(url: String)
        case webhook(url: String)
        case command([String])
    }

    package var kind: Kind
    /// Only the first alarm, and only when it was not acknowledged for so long.
    package var after: Duration?

    package init(_ kind: Kind, after: Duration? = nil) {
        self.kind = kind
        self.after = after
    }

    package var name: String {
        switch kind {
        case .alertmanager(let url): "alertmanager \(url)"
        case .webhook(let url): "webhook \(url)"
        case .command(let words): "command \(words.joined(separator: " "))"
        }
    }
}

/// Runs a program; nil when it exited with 0, otherwise why not.
package typealias NotificationCommand =
    @Sendable (_ arguments: [String], _ variables: [String: String]) async -> String?

/// Prometheus's Alertmanager, version 2 of its interface.
struct AlertmanagerWay: NotificationWay {
    let url: String
    let client: WebClient

    var repeats: Bool { true }

    /// What is firing is said again before this has passed; when drtop is gone for so long, Alertmanager takes the alarm for
    /// resolved and says so.
    private static let lifetime = 300.0

    private struct Alert: Encodable {
        var labels: [String: String]
        var annotations: [String: String]
        var startsAt: String
        var endsAt: String
    }

    func tell(_ notification: Notification) async throws(WebClient.Trouble) {
        var labels = [
            "alertname": notification.kind, "system": notification.system,
            "severity": notification.priority == 1 ? "critical" : notification.priority == 2 ? "warning" : "info",
        ]
        if !notification.environment.isEmpty { labels["environment"] = notification.environment }
        labels["cluster"] = notification.cluster
        let end = Date().addingTimeInterval(notification.state == .firing ? Self.lifetime : 0)
        let alert = Alert(
            labels: labels, annotations: ["summary": notification.text, "description": notification.verdict],
            startsAt: notification.since,
            endsAt: end.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        guard let data = try? JSONEncoder().encode([alert]) else {  // Texts always encode.
            preconditionFailure("an alert does not encode")
        }
        let answer = try await client.post("\(url)/api/v2/alerts", String(decoding: data, as: UTF8.self))
        guard answer.isGood else { throw WebClient.Trouble(text: answer.words) }
    }
}

/// POSTs the notification as JSON.
struct NotificationWebhook: NotificationWay {
    let url: String
    let client: WebClient

    var repeats: Bool { false }

    func tell(_ notification: Notification) async throws(WebClient.Trouble) {
        let answer = try await client.post(url, notification.json)
        guard answer.isGood else { throw WebClient.Trouble(text: answer.words) }
    }
}

/// Runs a program, with the notification in variables: its parts, and all of it as JSON.
struct CommandWay: NotificationWay {
    let arguments: [String]
    let run: NotificationCommand

    var repeats: Bool { false }

    func tell(_ notification: Notification) async throws(WebClient.Trouble) {
        var variables = [
            "DRTOP_SYSTEM": notification.system, "DRTOP_ALARM": notification.kind,
            "DRTOP_STATE": notification.state.rawValue, "DRTOP_TEXT": notification.text,
            "DRTOP_PRIORITY": "\(notification.priority)", "DRTOP_VERDICT": notification.verdict,
            "DRTOP_NOTIFICATION": notification.json,
        ]
        variables["DRTOP_CLUSTER"] = notification.cluster
        if let trouble = await run(arguments, variables) {
            throw WebClient.Trouble(text: trouble)
        }
    }
}
