import Engine
import Foundation
import GRDB
import RecoveryCore
import Synchronization

/// The configuration centre inside the engine's own database: the information of all callers, versioned by epoch (M11).
///
/// Every engine start is a *term*, a number that only grows; each epoch carries the term it was published in, and an
/// engine of an older term is refused (I2).
package final class EmbeddedCentre: ConfigurationCentrePort {
    /// Who ran the engine, this many starts back.
    private static let keptTerms: Int64 = 100

    private let database: StateDatabase
    private let holder: String
    private let wallTime: @Sendable () -> Double
    /// nil until it is on disk.
    private let ownTerm = Mutex<Int64?>(nil)
    /// What this engine published last, as it lies on disk: a thousand deliveries ask for it at once, behind a journal that
    /// writes, and those who wait are told it also when the disk cannot be read any more.
    private let ownNewest = Mutex<Published?>(nil)

    private struct Published: Sendable {
        var epoch: Epoch
        var issued: String
        /// By caller.
        var documents: [String: String]
    }

    /// - Parameter holder: who runs this engine, kept with the term.
    package init(_ database: StateDatabase, holder: String, clock: some Clock) {
        self.database = database
        self.holder = holder
        wallTime = { clock.wallTime() }
    }

    /// Begins this engine's term. Where it fails, the first claim or publication begins it.
    package func start() async throws(JournalFault) {
        switch await write({ _, _ in }) {
        case .success: return
        case .failure(.refused(let reason)), .failure(.failed(let reason)): throw JournalFault(reason)
        }
    }

    package func claim(_ confirmation: Confirmation) async -> ClaimOutcome {
        let now = wallTime()
        let answer = await write { database, term in
            let newest = try EpochRow.newest(database)?.number ?? 0
            guard newest == confirmation.epoch else {
                throw Refusal(Self.anotherEngine(published: newest, after: confirmation.epoch))
            }
            if let row = try ConfirmationRow.find(confirmation, database) { throw Refusal(row.taken) }
            try ConfirmationRow.insert(confirmation, term: term, now: now, database)
        }
        switch answer {
        case .success: return .claimed
        case .failure(.refused(let reason)): return .refused(reason)
        case .failure(.failed(let reason)):
            // Claimed by nobody else meanwhile: a claim of ours that is there was committed.
            let isThere = await read { database, term in
                let row = try ConfirmationRow.find(confirmation, database)
                return row != nil && row?.term == term && row?.claimed == now && row?.consumed == nil
            }
            return isThere == true ? .claimed : .failed(reason)
        }
    }

    /// Only the newest engine may go on, and it knows what is in force.
    private static func anotherEngine(published epoch: Epoch, after known: Epoch) -> String {
        "epoch \(epoch) is in force, not \(known): another drtop published it; leave this one and start it again"
    }

    package func publish(_ publication: Publication) async -> PublicationOutcome {
        let now = wallTime()
        let answer = await write { database, term -> Published? in
            let newest = try EpochRow.newest(database)
            if let newest, try Self.isSame(newest, publication, database) { return nil }
            let expected = (newest?.number ?? 0) + 1
            guard publication.epoch == expected else {
                throw Refusal(Self.anotherEngine(published: expected - 1, after: publication.epoch - 1))
            }
            try Self.check(publication)
            if let confirmation = publication.consumes {
                try ConfirmationRow.consume(confirmation, before: publication.epoch, now: now, database)
            }
            let issued = utcText(now)
            // Encoded once: of a thousand documents that is most of the work.
            let documents = publication.information.map { information in
                (caller: information.caller, body: ConfigurationDocument(information, issued: issued).json)
            }
            let row = EpochRow(
                number: publication.epoch, cluster: publication.clusterName, issued: issued, term: term,
                confirmation: publication.consumes?.fingerprint, hash: EpochRow.hash(documents.map(\.body)))
            try row.insert(documents, database)
            let bodies = Dictionary(uniqueKeysWithValues: documents.map { ($0.caller, $0.body) })
            return Published(epoch: publication.epoch, issued: issued, documents: bodies)
        }
        switch answer {
        case .success(let published):
            if let published { ownNewest.withLock { $0 = published } }
            return .published
        case .failure(.refused(let reason)): return .refused(reason)
        case .failure(.failed(let reason)):
            let isThere = await read { database, _ in
                guard let newest = try EpochRow.newest(database) else { return false }
                return try Self.isSame(newest, publication, database)
            }
            return isThere == true ? .published : .failed(reason)
        }
    }

    /// When the epoch was published; nil when the centre does not have it (any more).
    package func issued(_ epoch: Epoch) async -> String? {
        if let known = known(epoch) { return known.issued }
        return await read { database, _ in
            try String.fetchOne(
                database, sql: "SELECT issued FROM epoch WHERE number = ?", arguments: [Int64(clamping: epoch)])
        } ?? nil
    }

    /// The documents of an epoch by their callers, as they were published; empty when the centre cannot say.
    package func documents(of epoch: Epoch) async -> [String: String] {
        if let known = known(epoch) { return known.documents }
        return await read { database, _ in
            let rows = try Row.fetchAll(
                database, sql: "SELECT caller, body FROM document WHERE epoch = ?", arguments: [Int64(clamping: epoch)])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["caller"] as String, $0["body"] as String) })
        } ?? [:]
    }

    private func known(_ epoch: Epoch) -> Published? { ownNewest.withLock { $0?.epoch == epoch ? $0 : nil } }

    /// The same content was published under this epoch: a publication that is resumed after a crash.
    private static func isSame(_ row: EpochRow, _ publication: Publication, _ database: Database) throws -> Bool {
        guard row.number == publication.epoch, row.cluster == publication.clusterName,
            row.confirmation == publication.consumes?.fingerprint
        else { return false }
        return try row.documents(database).map(\.information) == publication.information
    }

    private static func check(_ publication: Publication) throws(Refusal) {
        let callers = publication.information.map(\.caller)
        guard Set(callers).count == callers.count,
            publication.information.allSatisfy({
                $0.epoch == publication.epoch && $0.cluster == publication.clusterName
            })
        else { throw Refusal("the information is not one document a caller of epoch \(publication.epoch)") }
    }

    /// Either the centre says no, with its reason, or it cannot say.
    private enum Trouble: Error {
        case refused(String)
        case failed(String)
    }

    /// One transaction under this engine's term; nothing of it is kept when the body throws.
    ///
    /// The term is looked up and remembered on the database's own thread, where nothing else runs between.
    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database, Int64) throws -> Value
    ) async -> Result<Value, Trouble> {
        let now = wallTime()
        return await withCheckedContinuation { continuation in
            database.queue.asyncWrite { database in
                let term = try self.term(database, now: now)
                let value = try body(database, term)
                try Seal.state.write(database)
                return (value, term)
            } completion: { _, result in
                if case .success((_, let term)) = result { self.ownTerm.withLock { $0 = term } }
                continuation.resume(returning: result.map { $0.0 }.mapError(self.trouble))
            }
        }
    }

    private func term(_ database: Database, now: Double) throws -> Int64 {
        let newest = try Int64.fetchOne(database, sql: "SELECT max(number) FROM term") ?? 0
        guard let term = ownTerm.withLock({ $0 }) else {
            try database.execute(sql: "INSERT INTO term VALUES (?, ?, ?)", arguments: [newest + 1, holder, now])
            try database.execute(sql: "DELETE FROM term WHERE number <= ?", arguments: [newest - Self.keptTerms])
            return newest + 1
        }
        if newest != term { throw Refusal("term \(newest) has begun: another engine took over from term \(term)") }
        return term
    }

    /// nil when the database cannot say.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database, Int64?) throws -> Value
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            database.queue.asyncRead { result in
                // Whoever asks has a failure to report already, or reports that there is no answer.
                continuation.resume(returning: try? body(result.get(), self.ownTerm.withLock { $0 }))
            }
        }
    }

    private func trouble(_ error: any Error) -> Trouble {
        if let refusal = error as? Refusal { return .refused(refusal.reason) }
        return .failed("\(database.path): \(StateDatabase.words(error))")
    }
}

/// The centre's no, which undoes the transaction.
struct Refusal: Error {
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
