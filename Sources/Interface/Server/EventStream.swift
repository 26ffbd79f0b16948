import Hummingbird
import NIOCore

/// An answer of `text/event-stream`: one event each time there is something newer, and a comment when there was nothing
/// for a while, so that both sides notice a connection that is gone.
///
/// Who reads slowly gets fewer events, never old ones, and holds up nobody: each stream has its own task, and asks for
/// the newest when it has sent the last.
struct EventStream: Sendable {
    struct Event: Sendable {
        var name: String?
        var id: String?
        /// One line.
        var data: ByteBuffer
    }

    static let silence = Duration.seconds(15)

    /// Somebody who is there as long as the stream lasts.
    struct Attendee: Sendable {
        var name: String
        var attendance: Attendance
    }

    /// The response that sends what `next` gives until it gives nil. `next` returns `.silent` when the time has passed.
    static func response<Source: EventSource>(_ source: Source, for visitor: Attendee? = nil) -> Response {
        let body = ResponseBody { writer in
            if let visitor { visitor.attendance.enter(visitor.name) }
            defer { if let visitor { visitor.attendance.leave(visitor.name) } }
            var source = source
            while true {
                switch await source.next(within: silence) {
                case .event(let event): try await writer.write(bytes(event))
                case .silent: try await writer.write(ByteBuffer(string: ":\n\n"))
                case .end: return try await writer.finish(nil)
                }
            }
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private static func bytes(_ event: Event) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(event.data.readableBytes + 64)
        if let name = event.name { bytes.writeString("event: \(name)\n") }
        if let id = event.id { bytes.writeString("id: \(id)\n") }
        bytes.writeString("data: ")
        bytes.writeImmutableBuffer(event.data)
        bytes.writeString("\n\n")
        return bytes
    }
}

/// Where a stream gets its events.
protocol EventSource: Sendable {
    mutating func next(within time: Duration) async -> EventStep
}

enum EventStep: Sendable {
    case event(EventStream.Event)
    case silent
    case end
}
