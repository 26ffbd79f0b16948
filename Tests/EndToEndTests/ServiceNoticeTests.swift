import Glibc
import TestSupport
import Testing

/// `drtop serve` under a service manager that listens on a real socket (sd_notify(3), Type=notify-reload).
@Suite struct ServiceNoticeTests {
    @Test("READY when it watches, RELOADING and READY around SIGHUP, WATCHDOG while it lives, STOPPING at SIGTERM")
    func path() async throws {
        let folder = try ShortFolder()
        try await Self.tell(NoticeSocket("\(folder.path)/notify"))
    }

    @Test("An abstract socket is understood, too")
    func abstract() async throws {
        let folder = try ShortFolder()
        try await Self.tell(NoticeSocket("@\(folder.path)"))
    }

    private static func tell(_ notices: NoticeSocket) async throws {
        try await Story.tell(nodes: 1, isOpen: false) { story in
            let engine = try RunningCommand(
                ["serve", story.settings, "--state", story.state],
                environment: ["NOTIFY_SOCKET": notices.name, "WATCHDOG_USEC": "1000000"], in: story.folder)
            try await notices.see("it is ready") { $0.contains("READY=1") }
            try check(
                try await story.call(["status"] + story.place).status != 3, "READY was said before anybody could ask")
            try await notices.see("it lives") { $0 == ["WATCHDOG=1"] }
            kill(engine.processIdentifier, SIGHUP)
            try await notices.see("it reloads") { lines in
                lines.contains("RELOADING=1") && lines.contains { Self.isRecent($0) }
            }
            try await notices.see("it is ready again") { $0.contains("READY=1") }
            kill(engine.processIdentifier, SIGTERM)
            try await notices.see("it stops") { $0.contains("STOPPING=1") }
            let end = try await eventually("drtop serve ends") { try engine.ended() }
            try check(end.status == 0, "\(end)")
        }
    }

    /// `MONOTONIC_USEC`, by which the service manager tells this reload from an earlier one.
    private static func isRecent(_ line: String) -> Bool {
        guard line.hasPrefix("MONOTONIC_USEC="), let moment = Int(line.dropFirst(15)) else { return false }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return (0..<60).contains(now.tv_sec - moment / 1_000_000)
    }
}

/// The service manager's end of the socket.
private final class NoticeSocket {
    let name: String
    private let descriptor: Int32

    /// - Parameter name: a path, or behind an `@` a name without a file.
    init(_ name: String) throws {
        self.name = name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | UInt32(SOCK_CLOEXEC.rawValue)), 0)
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try check(code == 0, "bind \(name): \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// Waits for a message whose lines are so.
    func see(_ what: String, _ condition: ([String]) -> Bool) async throws {
        try await eventually(what, within: .seconds(60)) {
            while let message = self.receive() {
                if condition(message.split(separator: "\n").map(String.init)) { return true }
            }
            return false
        }
    }

    private func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
