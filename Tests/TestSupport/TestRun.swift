import Foundation
import Glibc

/// One run of a test program, and what it leaves on the machine: processes and folders. Tests stop and remove what is
/// theirs; but a run that is killed in its middle cannot, so the next one does it: exactly what that run has noted, and
/// only when that run is over.
package final class TestRun: Sendable {
    package static let current: TestRun = {
        // What could not be removed goes with the next run.
        atexit { try? FileManager.default.removeItem(atPath: TestRun.current.folder) }
        return TestRun()
    }()

    /// Everything that this run puts on disk.
    package let folder: String
    /// Held as long as this process lives.
    private let lock: Int32

    private static let prefix = "drtop-tests-\(getuid())-"

    /// - Parameter parent: where runs have their folders.
    package init(in parent: String = NSTemporaryDirectory()) {
        let parent = parent.hasSuffix("/") ? parent : parent + "/"
        Self.cleanUp(in: parent)
        folder = parent + Self.prefix + UUID().uuidString
        mkdir(folder, 0o700)
        mkdir(folder + "/processes", 0o700)
        lock = open(folder + "/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            preconditionFailure("the tests cannot make \(folder): \(String(cString: strerror(errno)))")
        }
    }

    /// Gives the lock back: for what comes next this run is over. What it noted stays as it is.
    deinit { close(lock) }

    /// From now on a later run may end this process, as long as it is this one.
    package func note(_ process: pid_t) {
        guard let start = Self.start(of: process) else { return }
        // Not noted: it is stopped with its test all the same, unless the run is killed.
        try? start.write(toFile: "\(folder)/processes/\(process)", atomically: false, encoding: .utf8)
    }

    /// Ends what runs have left that are over, and removes their folders.
    package static func cleanUp(in parent: String) {
        // No list: there is nothing that could be cleaned up.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
            let folder = parent + name
            let lock = open(folder + "/lock", O_RDWR | O_CLOEXEC)
            guard lock >= 0 else { continue }
            defer { close(lock) }
            // A living run holds its lock.
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { continue }
            endProcesses(notedIn: folder + "/processes")
            // What cannot be removed now is removed by a later run.
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    private static func endProcesses(notedIn folder: String) {
        // No list: that run was killed before it started anything.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let process = pid_t(name), let noted = ProcessState.read("\(folder)/\(name)") else { continue }
            // The number may be another process's by now: that one was started at another time.
            guard start(of: process) == noted else { continue }
            kill(process, SIGKILL)
            // What is stopped dies too, but only when it goes on.
            kill(process, SIGCONT)
        }
    }

    /// When it was started, in ticks since the machine was; nil when there is no such process.
    private static func start(of process: pid_t) -> String? {
        guard let text = ProcessState.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[end...].split(separator: " ")
        return fields.count > 20 ? String(fields[20]) : nil
    }
}
