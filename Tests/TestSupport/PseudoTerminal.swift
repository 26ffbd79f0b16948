import CPseudoTerminal
import CVTerm
import Glibc

/// A program on a pseudo-terminal; its output is read into a libvterm screen. Not Sendable: one test owns it.
///
/// Everything waits for a condition with a bound. While nobody waits, the output is not read: the program is then on a
/// terminal that has stopped reading, as after Ctrl-S.
package final class PseudoTerminal {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package private(set) var rows: Int
    package private(set) var columns: Int
    package let process: pid_t
    /// All bytes that the program has written so far.
    package private(set) var byteCount = 0
    /// The last of them (at most 1 MiB), for what a screen does not show.
    package private(set) var output: [UInt8] = []

    private let master: Int32
    private let emulator: OpaquePointer
    let screen: OpaquePointer
    private let properties: ScreenProperties
    private var ended: Int32?

    /// Starts `arguments[0]`, an absolute path. The environment is a UTF-8 xterm without backtraces, and what is given.
    package init(
        _ arguments: [String], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
    ) throws {
        self.rows = rows
        self.columns = columns
        var all = [
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "SWIFT_BACKTRACE": "enable=no",
        ]
        all.merge(environment) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var descriptor: Int32 = -1
        process = pseudoterminal_spawn(&argv, &envp, UInt16(rows), UInt16(columns), &descriptor)
        guard process > 0 else { throw Failure(description: "no pseudo-terminal: errno \(errno)") }
        TestRun.current.note(process)
        master = descriptor
        emulator = vterm_new(Int32(rows), Int32(columns))
        vterm_set_utf8(emulator, 1)
        screen = vterm_obtain_screen(emulator)
        vterm_screen_enable_altscreen(screen, 1)
        properties = ScreenProperties(screen)
        vterm_screen_reset(screen, 1)
    }

    deinit {
        if ended == nil {
            kill(process, SIGKILL)
            kill(process, SIGCONT)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(master)
        vterm_free(emulator)
    }

    /// Reads the output until `condition` holds. Returns whether it did within the bound.
    @discardableResult
    package func wait(upTo bound: Duration = .seconds(10), until condition: (PseudoTerminal) -> Bool) -> Bool {
        let end = ContinuousClock.now + bound
        while true {
            if condition(self) { return true }
            let left = end - .now
            if left <= .zero { return false }
            if !read(upTo: min(left, .milliseconds(20))) { waitBriefly() }
        }
    }

    /// Reads until nothing has come for `silence`: when "nothing more" is what a test is about.
    package func settle(silence: Duration = .milliseconds(150)) {
        var latest = ContinuousClock.now
        while ContinuousClock.now - latest < silence {
            let before = byteCount
            _ = read(upTo: .milliseconds(20))
            if byteCount != before { latest = .now }
        }
    }

    /// One poll and one read. Returns false when there is nobody at the other end.
    private func read(upTo bound: Duration) -> Bool {
        var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        let milliseconds = bound.components.attoseconds / 1_000_000_000_000_000 + bound.components.seconds * 1000
        guard poll(&ready, 1, Int32(max(1, milliseconds))) > 0 else { return true }
        var buffer = [CChar](repeating: 0, count: 65536)
        let count = Glibc.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        byteCount += count
        output += buffer[..<count].map { UInt8(bitPattern: $0) }
        if output.count > 1 << 20 { output.removeFirst(output.count - (1 << 20)) }
        vterm_input_write(emulator, buffer, count)
        return true
    }

    private func waitBriefly() {
        _ = poll(nil, 0, 5)
    }

    package func send(_ text: String) { send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) {
        _ = write(master, bytes, bytes.count)
    }

    package func resize(columns: Int, rows: Int) {
        self.rows = rows
        self.columns = columns
        vterm_set_size(emulator, Int32(rows), Int32(columns))
        _ = pseudoterminal_resize(master, UInt16(rows), UInt16(columns))
    }

    package func signal(_ number: Int32) { kill(process, number) }

    /// Waits for the end of the program, reading what it writes; nil when it still runs after the bound.
    package func end(within bound: Duration = .seconds(10)) -> ProgramEnd? {
        wait(upTo: bound) { $0.hasEnded }
        // What it wrote last may reach this side after its end: all is read, until the kernel says that nobody writes.
        let last = ContinuousClock.now + .seconds(1)
        while ended != nil, ContinuousClock.now < last, read(upTo: .milliseconds(10)) {}
        return ended.map(ProgramEnd.init)
    }

    private var hasEnded: Bool {
        if ended != nil { return true }
        var status: Int32 = 0
        if waitpid(process, &status, WNOHANG) == process { ended = status }
        return ended != nil
    }

    /// Whether the program is stopped by a signal.
    package func isStopped() -> Bool {
        ProcessState.of(process) == "T"
    }

    /// Bytes that wait to be read.
    package var unread: Int {
        var count: Int32 = 0
        return ioctl(master, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// Closes the terminal, as when a connection breaks.
    package func hangUp() {
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        dup2(nothing, master)
        close(nothing)
    }

    /// The modes that the program left the terminal in.
    package var modes: TerminalModes {
        var modes = termios()
        tcgetattr(master, &modes)
        return TerminalModes(modes)
    }

    package var showsAlternateScreen: Bool { properties.isAlternate }
    package var showsCursor: Bool { properties.showsCursor }
}
