import Drivers
import Engine
import Foundation
import Interface
import RecoveryCore

/// The outbox in the state database.
struct JournalOutbox: NotificationStore {
    let saved: SavedOutbox

    func load() throws -> [OutboxEntry] {
        try saved.load().map { try JSONDecoder().decode(OutboxEntry.self, from: Data($0.utf8)) }
    }

    func keep(_ entries: [OutboxEntry]) throws {
        let encoder = JSONEncoder()
        try saved.write(
            try entries.map { ($0.key, String(decoding: try encoder.encode($0), as: UTF8.self)) })
    }

    func forget(_ keys: [String]) throws { try saved.delete(keys) }
}

extension NotificationTarget {
    init(_ settings: NotifySettings) {
        let kind: Kind =
            switch settings.kind {
            case .alertmanager(let url): .alertmanager(url: url)
            case .webhook(let url): .webhook(url: url)
            case .command(let words): .command(words)
            }
        self.init(kind, after: settings.after)
    }
}
