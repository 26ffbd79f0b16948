import Glibc
import RecoveryCore

/// Reads what only a node has: a `PSYNC` from the other side's position streams exactly those writes.
struct OwnWritesReading: Sendable {
    /// Where the raw stream is saved, so that somebody can put the writes back; nil: it is only counted.
    var folder: String?
    /// No more than this is read and saved.
    var limit: Int64 = 256 << 20

    /// Never fails: what could not be read is said in words, and the bytes are known anyway.
    func read(
        from node: RedisConversation, history: String, after split: Int64, bytes: Int64
    ) async -> (OwnWrites, String) {
        var stream = ReplicationStream()
        var file: OwnWritesFile?
        var remark = ""
        do throws(RedisFault) {
            guard bytes <= limit else { throw .contrary("more than \(limit) bytes") }
            // Redis refuses PSYNC while another answer is on its way: what goes before the first question is answered first.
            _ = try await node.ask("ROLE")
            let answer = try await node.demand("PSYNC", history, String(split + 1)).text ?? ""
            guard answer.hasPrefix("CONTINUE") else { throw .contrary("it offered a full copy instead") }
            if let folder {
                file = OwnWritesFile(folder: folder, name: "\(node.name)-\(history.prefix(8))-\(split + 1).resp")
                if file == nil { remark = ", not saved: \(folder): \(String(cString: strerror(errno)))" }
            }
            // A part of the time is kept for the parking, which matters more.
            let deadline = node.deadline - node.timeLeft / 2
            while stream.bytes < bytes {
                let chunk = try await node.link.stream(until: deadline).prefix(Int(bytes - stream.bytes))
                guard stream.feed(chunk) else { throw .invalid("no replication stream") }
                if let broken = file, !broken.append(chunk) { (file, remark) = (nil, ", not saved: the disk refused") }
            }
        } catch {
            return (OwnWrites(bytes: bytes, savedTo: nil), "\(bytes) bytes, commands UNKNOWN: \(error.text)")
        }
        let saved = file?.finish()
        if file != nil, saved == nil { remark = ", not saved: the disk refused" }
        let place = saved.map { ", saved to \($0)" } ?? remark
        return (
            OwnWrites(bytes: bytes, commands: stream.commands, savedTo: saved),
            "\(bytes) bytes, \(stream.commands) commands\(place)"
        )
    }
}

/// The file that keeps a stream, readable for its owner only: it holds user data. Removed again unless it was finished.
final class OwnWritesFile {
    private let path: String
    private let descriptor: Int32
    private var isFinished = false

    /// nil: it cannot be written; `errno` says why.
    init?(folder: String, name: String) {
        path = "\(folder)/\(name)"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return nil }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    func append(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                write(descriptor, raw.baseAddress.map { $0 + written }, raw.count - written)
            }
            if count > 0 { written += count } else if errno != EINTR { return false }
        }
        return true
    }

    /// Durable; returns where, nil when the disk refused.
    func finish() -> String? {
        isFinished = fsync(descriptor) == 0
        return isFinished ? path : nil
    }
}
