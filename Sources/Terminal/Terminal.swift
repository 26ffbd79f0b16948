import CLinux
import CNcurses
import Glibc
import Screen

/// The operator's terminal. One at a time: ncurses is global. Whatever ends the program, the terminal is given back as the
/// shell left it.
///
/// Nothing here waits for the terminal. While it does not read, frames are skipped and `isStalled` says so.
@MainActor package final class Terminal {
    package private(set) var size = Size(columns: 80, rows: 24)
    /// Something the operator should know about how the screen is drawn.
    package let notice: String?
    /// ASCII where it was asked for, or where the locale has nothing else.
    package let glyphs: GlyphSet
    package let depth: ColorDepth
    /// Called once, when the terminal has gone.
    package var onHangUp: () -> Void = {}

    /// Non-blocking, and its own open file: the shell's descriptors stay as they are.
    let descriptor: Int32
    private let log: Int32
    private let hasMouse: Bool
    private let output: CursesOutput
    private let screen: OpaquePointer
    private var outlet: Outlet
    private var palette: Palette
    /// What the terminal shows, as far as ncurses was told; nil when everything must be drawn anew.
    private var shown: Canvas?
    private var shownCursor: Position?
    private var phase = Phase.up
    private var framesUntilTrim = 256

    /// up <-> suspended; both -> closed, which is for ever. up -> gone -> closed when the terminal hung up.
    private enum Phase {
        case up
        case suspended
        case gone
        case closed
    }

    package init(_ options: TerminalOptions) throws(TerminalError) {
        let descriptor = try Self.open(options.terminal)
        do {
            self.descriptor = descriptor
            log = options.log ?? -1
            hasMouse = options.mouse
            output = try CursesOutput()
            let isUTF8 = drtop_curses_take_locale() != 0
            glyphs = options.ascii || !isUTF8 ? .ascii : .unicode
            let (screen, type) = try Self.start(type: options.type, output: output)
            self.screen = screen
            notice = TerminalType.notice(wanted: options.type, taken: type)
            depth = options.depth(colors: start_color() == OK ? Int(drtop_curses_colors()) : 0)
            use_default_colors()
            nonl()
            leaveok(drtop_curses_window(), true)
            typeahead(-1)
            curs_set(0)
            palette = Palette(theme: options.theme, depth: depth)
            outlet = Outlet(terminal: descriptor)
            Self.prepareFarewell()
            try enter()
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        resize()
    }

    /// The terminal does not take the last frame. It is drawn when it reads again.
    package var isStalled: Bool { !outlet.isEmpty }

    /// Shows a frame: only the cells that changed, none for the same frame. Returns false when it was skipped, because the
    /// terminal has not read the one before; show the newest when `flush` has emptied the way.
    @discardableResult
    package func present(_ canvas: Canvas, cursor: Position? = nil) -> Bool {
        guard phase == .up, flush() else { return false }
        if shown == canvas && shownCursor == cursor { return true }
        draw(canvas)
        place(cursor)
        wnoutrefresh(drtop_curses_window())
        doupdate()
        shown = canvas
        shownCursor = cursor
        outlet.append(output.take())
        flush()
        framesUntilTrim -= 1
        if framesUntilTrim == 0 {
            framesUntilTrim = 256
            drtop_rescue_trim()
        }
        return true
    }

    /// Sends what is left of the last frame. Returns whether all of it is out.
    @discardableResult
    package func flush() -> Bool {
        switch outlet.flush() {
        case .empty: return true
        case .stalled: return false
        case .hungUp:
            hangUp()
            return false
        }
    }

    /// Another look, from the next frame on.
    package func use(_ theme: Theme) {
        palette = Palette(theme: theme, depth: depth)
        shown = nil
    }

    /// Rings. Fire and forget, as all that is optional: not when the terminal does not read.
    package func bell() { send([0x07]) }

    /// Asks the terminal to notify its user (OSC 9), where it can; sanitised, because a `;` or a control would begin
    /// something else.
    package func notify(_ text: String) {
        let shown = TextWidth.glyphs(String(text.prefix(200))).map(\.text).joined().map { $0 == ";" ? "," : $0 }
        send(Array("\u{1b}]9;\(String(shown))\u{07}".utf8))
    }

    /// Gives a text to the terminal's clipboard (OSC 52), where it has one.
    package func copy(_ text: String) {
        send(Array("\u{1b}]52;c;\(Base64.encoded(text.utf8.prefix(Self.longestCopy)))\u{1b}\\".utf8))
    }

    private static let longestCopy = 48 * 1024

    private func send(_ bytes: [UInt8]) {
        guard phase == .up, flush() else { return }
        outlet.append(bytes)
        flush()
    }

    /// Takes the terminal's present size; the next frame is drawn completely.
    package func resize() {
        var window = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0 {
            size = Size(columns: min(1000, Int(window.ws_col)), rows: min(1000, Int(window.ws_row)))
        }
        resize_term(Int32(size.rows), Int32(size.columns))
        shown = nil
    }

    /// Gives the terminal back for a while.
    package func suspend() {
        guard phase == .up else { return }
        phase = .suspended
        leave()
    }

    /// Takes the terminal again, also when it was never given back: somebody may have stopped us from outside.
    package func resume() throws(TerminalError) {
        guard phase == .up || phase == .suspended else { return }
        if phase == .up { leave() }
        phase = .up
        try enter()
        resize()
    }

    /// Gives the terminal back for good. May be called again.
    package func close() {
        guard phase != .closed else { return }
        if phase != .suspended { leave() }
        phase = .closed
        delscreen(screen)
        _ = output.take()
    }

    func hangUp() {
        guard phase == .up || phase == .suspended else { return }
        phase = .gone
        onHangUp()
    }

    private func draw(_ canvas: Canvas) {
        let whole = shown?.size != canvas.size
        if whole {
            werase(drtop_curses_window())
            clearok(drtop_curses_window(), true)
        }
        let columns = min(size.columns, canvas.size.columns)
        let cells = canvas.cells
        let former = whole ? [] : shown?.cells ?? []
        for row in 0..<min(size.rows, canvas.size.rows) {
            let start = row * canvas.size.columns
            for index in start..<(start + columns) where former.isEmpty || former[index] != cells[index] {
                palette.put(cells[index], row: row, column: index - start)
            }
        }
    }

    private func place(_ cursor: Position?) {
        let window = drtop_curses_window()
        if (cursor == nil) != (shownCursor == nil) {
            leaveok(window, cursor == nil)
            curs_set(cursor == nil ? 0 : 1)
        }
        if let cursor { wmove(window, Int32(cursor.row), Int32(cursor.column)) }
    }
}

/// Taking the terminal and giving it back.
extension Terminal {
    private static func open(_ given: Int32?) throws(TerminalError) -> Int32 {
        let path = given.map { "/proc/self/fd/\($0)" } ?? "/dev/tty"
        let descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .noTerminal(reason: String(cString: strerror(errno))) }
        guard drtop_rescue_remember(descriptor) == 0 else {
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw .noTerminal(reason: reason)
        }
        return descriptor
    }

    /// `newterm` and not `initscr`, which ends the program when it does not know the type. The size it takes from LINES and
    /// COLUMNS is corrected by `resize`; without them (`use_env`) it would refuse types that say no size.
    private static func start(type: String, output: CursesOutput) throws(TerminalError) -> (OpaquePointer, String) {
        for candidate in TerminalType.candidates(type) {
            guard let screen = newterm(candidate, output.file, output.file) else { continue }
            if drtop_curses_string("cup") != nil {
                set_term(screen)
                return (screen, candidate)
            }
            delscreen(screen)
            if candidate == type { break }  // it is known, and known to be no screen: guessing would make a mess
        }
        throw .unusableType(type)
    }

    private func enter() throws(TerminalError) {
        guard drtop_rescue_enter(log) == 0 else {
            throw .failed(what: "the terminal's modes", reason: String(cString: strerror(errno)))
        }
        // Bracketed paste; the reports of focus, of buttons and wheel, these in the form that has no limit of columns.
        outlet.append(Array(("\u{1b}[?2004h\u{1b}[?1004h" + (hasMouse ? "\u{1b}[?1000h\u{1b}[?1006h" : "")).utf8))
    }

    private func leave() {
        flush()
        outlet.discard()
        endwin()
        _ = output.take()  // the farewell says the same, and is what a crash would say too
        drtop_rescue_leave()
        shown = nil
    }

    /// CAN first: the last frame may have been cut off within a sequence.
    private static func prepareFarewell() {
        var text = "\u{18}\u{1b}[?2004l\u{1b}[?1004l\u{1b}[?1006l\u{1b}[?1000l"
        for name in ["sgr0", "cnorm", "rmcup"] {
            if let string = drtop_curses_string(name) { text += withoutDelays(String(cString: string)) }
        }
        // A terminal without a second screen keeps the last frame: what the shell says next belongs below it.
        if drtop_curses_string("rmcup") == nil { text += "\u{1b}[999;1H\n" }
        text += "\r"
        drtop_rescue_set_farewell(text, text.utf8.count)
    }

    /// Without `$<50>`: terminals that need a pause are in museums.
    private static func withoutDelays(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        while let dollar = rest.firstIndex(of: "$"), rest[dollar...].hasPrefix("$<") {
            result += rest[..<dollar]
            rest = rest[dollar...].drop { $0 != ">" }.dropFirst()
        }
        return result + rest
    }
}
