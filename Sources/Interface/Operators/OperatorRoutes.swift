import Foundation
import HTTPTypes
import Hummingbird
import RecoveryCore

/// What operators and their programs find: state, plans, commands, metrics.
struct OperatorRoutes: Sendable {
    let states: Newest<Snapshot>
    let desk: CommandDesk
    let attendance: Attendance
    let metrics: @Sendable (Snapshot) -> String
    /// The engine's clock.
    let now: @Sendable () -> Instant

    var table: [Route] {
        [
            Route(.get, "/v1/state", for: .operator(.observe), answer: state),
            Route(.get, "/v1/snapshot", for: .operator(.observe), answer: snapshot),
            Route(.get, "/v1/plan/{kind}", for: .operator(.observe), answer: plan),
            Route(.get, "/metrics", for: .operator(.observe), answer: measure),
            // What a command needs beyond this is in its form.
            Route(.post, "/v1/commands", for: .operator(.acknowledge), answer: command),
        ]
    }

    private func newest() throws(Refusal) -> Snapshot {
        guard let snapshot = states.value else {
            throw Refusal(.serviceUnavailable, "the engine has not looked yet: ask again in a second")
        }
        return snapshot
    }

    private func state(_ visit: Visit) async throws(Refusal) -> Response {
        let now = now
        if visit.wantsEvents {
            return EventStream.response(
                SnapshotEvents(states: states) { snapshot in
                    ByteBuffer(string: StatusDocument(snapshot, at: now()).json)
                })
        }
        let json = StatusDocument(try newest(), at: now()).json
        return .text(ByteBuffer(string: json + "\n"), type: "application/json")
    }

    /// Everything, for a dashboard that is attached.
    private func snapshot(_ visit: Visit) async throws(Refusal) -> Response {
        if visit.wantsEvents {
            return EventStream.response(
                SnapshotEvents(states: states) { ByteBuffer(bytes: SnapshotForm.encode($0)) },
                for: try attendee(visit).map { EventStream.Attendee(name: $0, attendance: attendance) })
        }
        return .text(ByteBuffer(bytes: SnapshotForm.encode(try newest())), type: "application/json")
    }

    private func plan(_ visit: Visit) async throws(Refusal) -> Response {
        guard let kind = visit.values["kind"].flatMap(RoleChangeKind.init(name:)) else {
            throw Refusal(.notFound, "there are plans for failover, switchover and reverse-sync")
        }
        let json = PlanDocument(kind, in: try newest()).json
        return .text(ByteBuffer(string: json + "\n"), type: "application/json")
    }

    private func measure(_ visit: Visit) async throws(Refusal) -> Response {
        .text(ByteBuffer(string: metrics(try newest())), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    private func command(_ visit: Visit) async throws(Refusal) -> Response {
        guard let key = visit.headers[.idempotencyKey], (1...200).contains(key.utf8.count) else {
            throw Refusal(
                .badRequest, "a command needs a header Idempotency-Key, of its own for each: at most 200 bytes")
        }
        let form: CommandForm
        do {
            form = try JSONDecoder().decode(CommandForm.self, from: Data(visit.body.readableBytesView))
        } catch {
            throw Refusal(.badRequest, "the body is no command: send {\"command\": \"...\", ...}")
        }
        let settings = try newest().settings
        let command: OperatorCommand
        do throws(CommandFault) {
            command = try form.command(in: settings)
        } catch {
            throw Refusal(.unprocessableContent, error.what)
        }
        let author = try author(of: form, visit.visitor)
        switch await desk.hand(command, form, by: author, key: "\(author)\n\(key)") {
        case .answered(let answer):
            let document = AnswerDocument(answer)
            return .json(document, status: document.refused ? .conflict : .ok)
        case .reused:
            throw Refusal(.unprocessableContent, "this Idempotency-Key stood for another command: use a new one")
        case .lost:
            throw Refusal(
                .conflict,
                "an engine that has ended had this command and did not answer: `drtop log` says whether it acted; to "
                    + "command it again use a new Idempotency-Key")
        case .silent:
            throw Refusal(
                .gatewayTimeout,
                "the engine has not answered for 10 s; ask again with the same Idempotency-Key: it acts once")
        }
    }

    /// Who looks, where that is said.
    private func attendee(_ visit: Visit) throws(Refusal) -> String? {
        switch visit.visitor {
        case .operator(let name, _): return name
        case .owner:
            guard let name = visit.headers[.drtopOperator] else { return nil }
            guard let plain = name.removingPercentEncoding, Self.isName(plain) else {
                throw Refusal(.badRequest, "Drtop-Operator takes a name of at most 63 characters, percent-encoded")
            }
            return plain
        case .caller: throw Refusal(.forbidden, "this token does not open this path")
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...63).contains(name.count) && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    private func author(of form: CommandForm, _ visitor: Visitor) throws(Refusal) -> String {
        switch visitor {
        case .owner:
            guard let name = form.operator, Self.isName(name) else {
                throw Refusal(.unprocessableContent, "every command carries a name: say who commands (\"operator\")")
            }
            return name
        case .operator(let name, let role):
            guard role >= form.role else {
                throw Refusal(
                    .forbidden, "\(form.command) needs the role \(form.role.word), the token has \(role.word)")
            }
            guard form.operator == nil || form.operator == name else {
                throw Refusal(.forbidden, "the token is \(name)'s: leave \"operator\" out")
            }
            return name
        case .caller: throw Refusal(.forbidden, "this token does not open this path")
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = Self("Idempotency-Key")!
    /// Whose dashboard it is.
    static let drtopOperator = Self("Drtop-Operator")!
}

/// Snapshots as events, at most some a second: the last one always comes.
private struct SnapshotEvents: EventSource {
    let states: Newest<Snapshot>
    let encode: @Sendable (Snapshot) -> ByteBuffer
    private var seen: UInt64 = 0
    /// When the last one was sent, and what it cost: a large system is not encoded all the time.
    private var earliest: ContinuousClock.Instant?

    init(states: Newest<Snapshot>, encode: @escaping @Sendable (Snapshot) -> ByteBuffer) {
        self.states = states
        self.encode = encode
    }

    mutating func next(within time: Duration) async -> EventStep {
        if let earliest {
            // Cancelled: the wait for the next snapshot ends at once too.
            try? await Task.sleep(until: earliest)
        }
        guard let (version, snapshot) = await states.newer(than: seen, within: time) else {
            return Task.isCancelled ? .end : .silent
        }
        seen = version
        let began = ContinuousClock.now
        let data = encode(snapshot)
        let cost = ContinuousClock.now - began
        earliest = began + max(.milliseconds(100), cost * 10)
        return .event(EventStream.Event(name: nil, id: nil, data: data))
    }
}
