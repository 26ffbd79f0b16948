import Glibc

/// Tells the service manager how it is going (sd_notify(3)), where there is one.
enum ServiceNotice {
    static func ready() { send("READY=1\nSTATUS=watching") }

    static func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }

    static func stopping() { send("STOPPING=1\nSTATUS=finishing the step in hand") }

    static func alive() { send("WATCHDOG=1") }

    /// How often the service manager wants to hear that we live; nil: it does not.
    static var watchdog: Duration? {
        guard let text = getenv("WATCHDOG_USEC"), let period = Int64(String(cString: text)), period > 0 else {
            return nil
        }
        return .microseconds(period / 2)
    }

    private static func send(_ text: String) {
        guard let place = getenv("NOTIFY_SOCKET") else { return }
        var path = Array(String(cString: place).utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard !path.isEmpty, path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        let length = MemoryLayout<sa_family_t>.size + path.count
        // An abstract name begins with a zero.
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | UInt32(SOCK_CLOEXEC.rawValue)), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                // A service manager that is gone is told nothing.
                _ = text.withCString {
                    sendto(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL), name, socklen_t(length))
                }
            }
        }
    }
}
