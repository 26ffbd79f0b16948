import Glibc

/// Why a command ends without having done what it was asked: what, why, what to do, on standard error.
struct Failure: Error {
    enum Code: Int32 {
        case failed = 1
        /// No engine runs on the system.
        case noEngine = 3
        /// The call itself was wrong (sysexits.h, EX_USAGE).
        case usage = 64
    }

    var text: String
    var code: Code
    /// Another process is the system's engine: one can attach to it.
    var isHeld = false

    init(_ text: String, code: Code = .failed) {
        self.text = text
        self.code = code
    }

    func leave() -> Never {
        let line = "drtop: \(text)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        exit(code.rawValue)
    }
}
