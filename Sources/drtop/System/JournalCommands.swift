import Drivers
import Foundation
import Interface

/// The desk's commands in the state database.
struct JournalCommands: CommandStore {
    let saved: SavedCommands

    func find(_ key: String) throws -> KeptCommand? {
        try saved.find(key).map { try JSONDecoder().decode(KeptCommand.self, from: Data($0.utf8)) }
    }

    func keep(_ command: KeptCommand) throws {
        try saved.write(command.key, String(decoding: try JSONEncoder().encode(command), as: UTF8.self))
    }
}
