import Screen

/// Both lines before the first snapshot: what goes on, and nothing that is not known yet.
package enum Starting: Sendable {
    /// Settings are read, the lock is taken: not even a system's name is known.
    case opening
    case watching

    package func frame(options: DashboardOptions, size: Size, wallclock: Double) -> Frame {
        var identity = Line()
        if let banner = options.banner { identity.add(" \(banner) ", .drill) }
        identity.add("drtop", .bar)
        identity.addRight(ClockText.time(wallclock), .bar)
        var canvas = Canvas(size: size)
        canvas.draw([identity, Line("--    starting: \(words)")], in: canvas.bounds, glyphs: options.glyphs)
        return Frame(canvas: canvas, nextDrawing: ClockText.untilNextSecond(wallclock))
    }

    private var words: String {
        switch self {
        case .opening: "the system is being opened"
        case .watching: "no round of heartbeats has ended yet"
        }
    }
}
