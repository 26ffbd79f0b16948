import Foundation
import Hummingbird
import RecoveryCore

/// What callers find: their configuration information, and where they say that they use it (M11, M12).
struct CallerRoutes: Sendable {
    let system: String
    let documents: DocumentBoard
    let hear: @Sendable (CallerWord) -> Void

    private static let longestWait = 60.0

    var table: [Route] {
        [
            Route(.get, "/v1/systems/{system}/callers/{caller}/configuration", for: .caller, answer: configuration),
            Route(.post, "/v1/systems/{system}/callers/{caller}/applied", for: .caller, answer: applied),
        ]
    }

    private func caller(_ visit: Visit) throws(Refusal) -> (name: String, documents: Newest<DocumentBoard.Document>) {
        guard visit.values["system"] == system, let name = visit.values["caller"],
            let documents = documents.documents(of: name)
        else { throw Refusal(.notFound, "there is no such caller of this system") }
        return (name, documents)
    }

    private func configuration(_ visit: Visit) async throws(Refusal) -> Response {
        let (name, documents) = try caller(visit)
        if visit.wantsEvents {
            return EventStream.response(DocumentEvents(caller: name, documents: documents, hear: hear))
        }
        let known = Self.epochs(visit.headers[.ifNoneMatch])
        let wait = try visit.query["wait"].map(Self.wait)
        let deadline = ContinuousClock.now + (wait ?? .zero)
        var seen: UInt64 = 0
        while true {
            let left = deadline - ContinuousClock.now
            guard let (version, document) = await documents.newer(than: seen, within: max(left, .zero)) else { break }
            if !known.contains(document.epoch) {
                hear(CallerWord(caller: name, epoch: document.epoch, applies: false))
                return Self.response(document)
            }
            seen = version
            if wait == nil { break }
        }
        guard let document = documents.value else {
            throw Refusal(.serviceUnavailable, "nothing is published yet: ask again")
        }
        var response = Response(status: .notModified)
        response.headers[.eTag] = "\"\(document.epoch)\""
        return response
    }

    private static func response(_ document: DocumentBoard.Document) -> Response {
        var response = Response.text(ByteBuffer(string: document.json + "\n"), type: "application/json")
        response.headers[.eTag] = "\"\(document.epoch)\""
        return response
    }

    /// The entity tags are epochs; `*` and what is none says nothing.
    private static func epochs(_ header: String?) -> [Epoch] {
        (header ?? "").split(separator: ",").compactMap { tag in
            Epoch(tag.trimmingCharacters(in: CharacterSet(charactersIn: " \"W/")))
        }
    }

    /// `30s`, `500ms`, `1m`, `30`: more than a minute is a minute.
    private static func wait(_ text: String) throws(Refusal) -> Duration {
        let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("", 1.0)]
        for (unit, seconds) in units where text.hasSuffix(unit) {
            guard let count = UInt32(text.dropLast(unit.count)) else { continue }
            return .seconds(min(Double(count) * seconds, longestWait))
        }
        throw Refusal(.badRequest, "wait takes a time like 30s, at most 60s")
    }

    private struct Word: Decodable {
        var epoch: Epoch
        var fingerprint: String
    }

    private struct Heard: Encodable {
        /// The epoch in force.
        var epoch: Epoch
        /// The word was about an older one, and changes nothing.
        var ignored: Bool
    }

    private func applied(_ visit: Visit) async throws(Refusal) -> Response {
        let (name, documents) = try caller(visit)
        let word: Word
        do {
            word = try JSONDecoder().decode(Word.self, from: Data(visit.body.readableBytesView))
        } catch {
            throw Refusal(.badRequest, "send {\"epoch\": EPOCH, \"fingerprint\": \"...\"} as the document gave them")
        }
        guard let document = documents.value else {
            throw Refusal(.conflict, "nothing is published yet")
        }
        guard word.epoch <= document.epoch else {
            throw Refusal(.conflict, "epoch \(word.epoch) is not published: the newest is \(document.epoch)")
        }
        guard word.epoch == document.epoch else { return .json(Heard(epoch: document.epoch, ignored: true)) }
        guard word.fingerprint == document.fingerprint else {
            throw Refusal(
                .conflict, "this is not the fingerprint of epoch \(word.epoch): fetch the configuration again")
        }
        hear(CallerWord(caller: name, epoch: word.epoch, applies: true))
        return .json(Heard(epoch: document.epoch, ignored: false))
    }
}

/// Every change, the newest first; who was away gets the newest only.
private struct DocumentEvents: EventSource {
    let caller: String
    let documents: Newest<DocumentBoard.Document>
    let hear: @Sendable (CallerWord) -> Void
    private var seen: UInt64 = 0
    /// Sent, but not known to have left yet: what was asked for next had.
    private var sent: Epoch?

    init(
        caller: String, documents: Newest<DocumentBoard.Document>, hear: @escaping @Sendable (CallerWord) -> Void
    ) {
        self.caller = caller
        self.documents = documents
        self.hear = hear
    }

    mutating func next(within time: Duration) async -> EventStep {
        if let sent {
            hear(CallerWord(caller: caller, epoch: sent, applies: false))
            self.sent = nil
        }
        guard let (version, document) = await documents.newer(than: seen, within: time) else {
            return Task.isCancelled ? .end : .silent
        }
        seen = version
        sent = document.epoch
        return .event(
            EventStream.Event(
                name: "configuration", id: "\(document.epoch)", data: ByteBuffer(string: document.json)))
    }
}
