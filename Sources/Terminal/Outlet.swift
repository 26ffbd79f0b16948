import Glibc

/// The way out to the terminal, which never waits for it: what does not go at once stays in the backlog. A terminal may
/// stop reading for hours (Ctrl-S in tmux, a dead connection), and the program has to go on meanwhile.
struct Outlet {
    enum Progress {
        case empty
        /// The terminal does not read just now.
        case stalled
        /// There is no terminal any more.
        case hungUp
    }

    /// Non-blocking.
    private let terminal: Int32
    private var backlog: [UInt8] = []
    private var sent = 0

    init(terminal: Int32) {
        self.terminal = terminal
    }

    var isEmpty: Bool { sent == backlog.count }

    mutating func append(_ bytes: [UInt8]) {
        if isEmpty { discard() }
        backlog += bytes
    }

    mutating func discard() {
        backlog.removeAll(keepingCapacity: true)
        sent = 0
    }

    mutating func flush() -> Progress {
        while sent < backlog.count {
            let count = backlog[sent...].withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
            if count > 0 {
                sent += count
            } else if count < 0 && errno == EINTR {
                continue
            } else if count == 0 || errno == EAGAIN {
                return .stalled
            } else {
                discard()
                return .hungUp
            }
        }
        return .empty
    }
}
