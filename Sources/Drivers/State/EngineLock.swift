import Foundation
import Glibc

/// One engine a system: a lock on a file of the state folder, held until this value goes or the process ends, however
/// it ends. The file is never removed: two engines would then lock two files.
package final class EngineLock: Sendable {
    private let descriptor: Int32
    package let holder: Holder

    /// Who holds the lock, as the holder wrote it.
    package struct Holder: Hashable, Codable, Sendable {
        package var pid: Int32
        package var user: String
        package var host: String
        /// Wall time, ISO 8601 in UTC.
        package var since: String

        package static func current(wallTime: Double) -> Holder {
            Holder(
                pid: getpid(), user: NSUserName(), host: ProcessInfo.processInfo.hostName,
                since: utcText(wallTime))
        }
    }

    package enum Acquisition: Sendable {
        case acquired(EngineLock)
        /// Another engine runs on this system; nil when it has not said its name yet.
        case held(by: Holder?)
    }

    private init(descriptor: Int32, holder: Holder) {
        self.descriptor = descriptor
        self.holder = holder
    }

    deinit { close(descriptor) }

    /// Takes the lock without waiting.
    ///
    /// - Throws: when the file cannot be made or written.
    package static func acquire(in folder: StateFolder, as holder: Holder) throws(FileTrouble) -> Acquisition {
        let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw BoundedFile.trouble(folder.lock, errno) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw BoundedFile.trouble(folder.lock, code) }
            return .held(by: self.holder(in: folder))
        }
        let lock = EngineLock(descriptor: descriptor, holder: holder)
        guard let text = try? JSONEncoder().encode(holder) else {  // Strings and a number always encode.
            preconditionFailure("a holder does not encode")
        }
        let written = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == text.count, ftruncate(descriptor, off_t(written)) == 0 else {
            throw BoundedFile.trouble(folder.lock, errno)
        }
        return .acquired(lock)
    }

    /// Who wrote the lock file last. It may have ended since: only `acquire` tells whether the lock is held.
    package static func holder(in folder: StateFolder) -> Holder? {
        // Unreadable or half written: then the name is not known, which callers can show.
        guard let contents = try? BoundedFile.read(folder.lock, limit: 4096) else { return nil }
        return try? JSONDecoder().decode(Holder.self, from: Data(contents.bytes))
    }

    /// Why a second engine does not start, and how to look instead.
    package static func refusal(system: String, holder: Holder?) -> String {
        let who = holder.map { "process \($0.pid) of \($0.user) on \($0.host), since \($0.since)" } ?? "another process"
        return
            "\(system): an engine already runs: \(who); look with `drtop status --system \(system)`, attach to it with "
            + "`drtop SETTINGS`, or stop that process first"
    }
}

/// ISO 8601 in UTC with whole seconds.
func utcText(_ wallTime: Double) -> String {
    Date(timeIntervalSince1970: wallTime.rounded(.down)).formatted(.iso8601)
}
