import Dispatch
import Glibc
import Screen
import Terminal
import TestSupport

/// Draws a screen that shows what came in, and does what its keys say.
@MainActor final class Probe {
    private let terminal: Terminal
    private var loop: TerminalLoop?
    private var keys: [Key] = []
    private var drawings = 0
    private var fill: Character = " "
    private var isTyping = false
    private var ticks = 0
    private var isTicking = false
    private var noise: UInt64 = 0

    init(_ options: TerminalOptions) throws(TerminalError) {
        terminal = try Terminal(options)
    }

    func start() throws(TerminalError) {
        let loop = TerminalLoop(
            terminal, draw: { [unowned self] in draw($0) }, onKey: { [unowned self] in act($0) },
            onEvent: { [unowned self] in happen($0) })
        self.loop = loop
        try loop.start()
    }

    private func draw(_ size: Size) -> Frame {
        drawings += 1
        if isTicking { ticks += 1 }
        var canvas = Canvas(size: size)
        if noise > 0 {
            for text in Noise.texts(seed: noise, columns: size.columns, rows: size.rows - 1) {
                canvas.write(text.content, row: text.row, column: text.column)
            }
            canvas.write("noise \(noise)", row: size.rows - 1, column: 0)
            return Frame(canvas: canvas)
        }
        canvas.fill(canvas.bounds.splitTop(8).rest, with: String(fill))
        canvas.write("size \(size.columns)x\(size.rows) \(terminal.notice ?? "known")", row: 0, column: 0)
        canvas.write("keys \(keys.map { "\($0)" }.joined(separator: " "))", row: 1, column: 0)
        canvas.write("wide 日本 e\u{301} \u{1b}[31m \u{202e}x 🎉|", row: 2, column: 0)
        canvas.write("P1", row: 3, column: 0, role: .alarmP1)
        canvas.write("down", row: 3, column: 4, role: .nodeDown)
        canvas.write("plain", row: 3, column: 10)
        canvas.write("日", row: 3, column: size.columns - 1)
        canvas.box(Rect(row: 4, column: 0, rows: 3, columns: 20), border: terminal.glyphs.border, title: "box")
        canvas.write("ticks \(ticks)", row: 7, column: 0)
        return Frame(
            canvas: canvas, cursor: isTyping ? Position(row: 1, column: 5) : nil,
            nextDrawing: isTicking ? .milliseconds(10) : nil)
    }

    private func act(_ key: Key) {
        keys.append(key)
        switch key {
        case .character("q"): leave(0)
        case .character("f"): fatalError("a trap on purpose")  // The terminal must be restored after it.
        case .character("i"): print(keys[keys.count])
        case .character("a"): abort()
        case .character("o"): print(Self.overflow(1))
        case .character("e"): exit(7)
        case .character("w"): Self.complain("a word on standard error")
        case .character("b"): terminal.bell()
        case .character("y"): terminal.copy("copied")
        case .character("t"): isTicking = true
        case .character("u"):
            isTicking = false
            ticks = 0
        case .character("c"): isTyping.toggle()
        case .character("#"): fill = fill == "#" ? "=" : "#"
        case .character("n"): keys = []
        case .character("r"): noise += 1
        case .control("z"): if loop?.suspend() == false { keys.append(.character("!")) }
        default: break
        }
    }

    private func happen(_ event: TerminalEvent) {
        switch event {
        case .terminate(let signal): leave(Int32(100) + signal)
        case .suspendRequested: _ = loop?.suspend()
        case .hungUp: leave(99)
        }
    }

    private func leave(_ code: Int32) {
        loop?.stop()
        exit(code)
    }

    private static func complain(_ text: String) {
        _ = (text + "\n").withCString { write(2, $0, strlen($0)) }
    }

    @inline(never) private static func overflow(_ depth: Int) -> Int {
        depth == -1 ? 0 : 1 + overflow(depth + 1) * (depth | 1)
    }
}

/// Another thread, which must not notice what the terminal does: it counts in a file.
func countInBackground(_ path: String) {
    DispatchQueue(label: "counter").async {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        for count in 1... {
            let text = "\(count)\n"
            pwrite(descriptor, text, text.utf8.count, 0)
            usleep(2000)
        }
    }
}
