import Glibc
import Screen
import Terminal

/// What frames of 10,000 cells cost on this terminal, in microseconds of processor time, printed after the screen is gone.
@MainActor func measure(_ options: TerminalOptions) throws(TerminalError) {
    let terminal = try Terminal(options)
    let (width, height) = (terminal.size.columns, terminal.size.rows)
    let signs = ["·", "x", "~", "?"].map { Glyph($0) }
    let roles: [Role] = [.nodeUp, .nodeDown, .nodeLate, .nodeNoData]
    var canvas = Canvas(size: terminal.size)
    var report: [String] = []

    func run(_ name: String, frames: Int = 300, change: (inout Canvas, Int) -> Void) {
        var (cost, shown) = (0, 0)
        for frame in 0..<frames {
            change(&canvas, frame)
            while !terminal.flush() { poll(nil, 0, 1) }
            let before = processorTime()
            if terminal.present(canvas) { shown += 1 }
            cost += processorTime() - before
        }
        report.append("\(name): \(cost / max(1, shown)) us a frame, \(shown) of \(frames) shown")
    }

    func mark(_ canvas: inout Canvas, _ index: Int, _ kind: Int) {
        canvas.put(signs[kind], row: index / width, column: index % width, role: roles[kind])
    }

    run("unchanged") { _, _ in }
    run("one cell") { canvas, frame in mark(&canvas, 137, frame % 4) }
    run("1 %") { canvas, frame in
        for index in stride(from: frame % 100, to: width * height, by: 100) { mark(&canvas, index, frame / 100 % 4) }
    }
    run("all cells") { canvas, frame in
        for index in 0..<(width * height) { mark(&canvas, index, (index + frame) % 4) }
    }
    let before = processorTime()
    for frame in 0..<100 {
        for index in 0..<(width * height) { mark(&canvas, index, (index + frame) % 4) }
    }
    report.append("filling a canvas: \((processorTime() - before) / 100) us")
    terminal.close()
    print("\(width)x\(height)\n" + report.joined(separator: "\n"))
}

private func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
}
