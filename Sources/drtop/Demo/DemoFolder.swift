import Foundation
import Glibc

/// Everything that one demonstration puts on disk, in one folder of its own; and the way to find and remove what a killed
/// one has left, and only that.
struct DemoFolder: Sendable {
    let path: String
    private let lock: Int32

    private static let prefix = "drtop-demo-"

    /// A new folder, locked for as long as this process lives.
    static func make(in parent: String = NSTemporaryDirectory()) throws(Failure) -> DemoFolder {
        var template = Array(
            "\(parent.hasSuffix("/") ? parent : parent + "/")\(prefix)\(getuid())-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure("no folder for the demonstration in \(parent): \(String(cString: strerror(errno)))")
        }
        let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        let lock = open(path + "/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw Failure("the demonstration's folder \(path) cannot be locked: \(String(cString: strerror(errno)))")
        }
        return DemoFolder(path: path, lock: lock)
    }

    /// Ends what demonstrations of this user left behind when they were killed: their servers, then their folders.
    static func cleanUp(in parent: String = NSTemporaryDirectory()) {
        // No list: there is nothing that could be cleaned up.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix("\(prefix)\(getuid())-") {
            let path = parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)"
            let lock = open(path + "/lock", O_RDWR | O_CLOEXEC)
            guard lock >= 0 else { continue }
            // A living demonstration holds its lock.
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { DemoFolder(path: path, lock: lock).remove() }
            close(lock)
        }
    }

    /// Ends the servers that run out of this folder, then removes it.
    func remove() {
        for process in Self.servers(in: path) { kill(process, SIGKILL) }
        // What cannot be removed now is removed by the next start.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The servers that work in the folder: it has a random name, so these are ours. Their command lines tell nothing:
    /// Redis rewrites its own.
    private static func servers(in path: String) -> [pid_t] {
        // Without /proc there is no list, and nothing is touched.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name -> pid_t? in
            guard let pid = pid_t(name), pid != getpid(),
                let program = FileManager.default.contents(atPath: "/proc/\(pid)/comm"),
                String(decoding: program, as: UTF8.self) == "redis-server\n"
            else { return nil }
            // A process of another user, or one that has just ended, is none of ours.
            let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
            return place?.hasPrefix(path + "/") == true ? pid : nil
        }
    }

    func make(_ name: String) throws(Failure) -> String {
        let folder = "\(path)/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure("the demonstration cannot make \(folder): \(error.localizedDescription)")
        }
        return folder
    }

    func write(_ text: String, to name: String) throws(Failure) -> String {
        let file = "\(path)/\(name)"
        do {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        } catch {
            throw Failure("the demonstration cannot write \(file): \(error.localizedDescription)")
        }
        return file
    }
}
