import Dashboard
import Engine
import Glibc
import RecoveryCore
import Screen
import Terminal

/// The dashboard over one system or several: keys in, frames out, on the main queue. The engines run beside it and notice
/// nothing of a terminal that is slow, stopped or gone (I23).
@MainActor final class DashboardApp {
    /// None while they are being opened.
    private var seats: [SystemSeat] = []
    /// The system on the screen; nil: the overview of all of them.
    private var current: Int?
    private var overview: SystemsOverview
    /// Of the screen as long as there are no seats.
    private var options: DashboardOptions
    private let author: String
    private let shelf: ThemeShelf
    private let clock = SystemClock()
    private var terminal: Terminal?
    private var loop: TerminalLoop?
    private let demo: (any Rehearsal)?
    private var isLeaving = false
    /// Systems whose engine has ended, by their seat.
    private var ended: Set<Int> = []
    /// Of the first that failed: told when the others have ended too.
    private var failure: Failure?
    /// Of the operator, who waits for what his key brings.
    private var latestKey: Instant?

    init(_ options: DashboardOptions, author: String, shelf: ThemeShelf, demo: (any Rehearsal)? = nil) {
        self.options = options
        self.author = author
        self.shelf = shelf
        self.demo = demo
        overview = SystemsOverview(isReadOnly: options.isReadOnly)
    }

    /// Shows the screen, then opens the systems behind it and starts their engines and the demonstration; `dispatchMain()`
    /// has to follow. What goes wrong in opening is told on the terminal as the shell left it.
    func start(on terminal: Terminal, opening systems: @escaping @Sendable () throws(Failure) -> [SystemSeat])
        throws(Failure)
    {
        options.glyphs = terminal.glyphs
        overview.glyphs = terminal.glyphs
        let loop = TerminalLoop(
            terminal, draw: { self.draw($0) }, onKey: { self.take($0) }, onEvent: { self.take($0) })
        loop.onPresented = { self.presented() }
        loop.isUrgent = { self.isUrgent }
        self.terminal = terminal
        self.loop = loop
        do throws(TerminalError) {
            try loop.start()
        } catch {
            throw Failure("there is no screen: \(error)")
        }
        // Owned by this object, which lives as long as the process: its end is the process's end.
        Task.detached { [demo, author] in
            do throws(Failure) {
                let seats = try systems()
                guard await self.take(seats) else { return }
                try await demo?.prepare()
                await self.run(seats.map(\.source), for: author)
                await self.leave(nil)
            } catch {
                await self.leave(error)
            }
        }
    }

    /// The systems are open. Returns false when the operator has left meanwhile.
    private func take(_ opened: [SystemSeat]) -> Bool {
        guard !isLeaving, let loop else { return false }
        seats = opened
        for index in seats.indices {
            seats[index].dashboard.options.glyphs = options.glyphs
            seats[index].dashboard.options.themes = shelf.catalog.names
            seats[index].dashboard.options.theme = shelf.current.name
            seats[index].dashboard.options.hasOverview = seats.count > 1
            seats[index].dashboard.options.operator = author
        }
        current = seats.count == 1 ? 0 : nil
        let waker = loop.waker
        for seat in seats { seat.source.onNews { waker.wake() } }
        loop.redraw()
        return true
    }

    /// Until all have ended; the first that fails ends the others.
    private nonisolated func run(_ sources: [any WatchedSystem], for author: String) async {
        await withTaskGroup(of: (Int, Failure?).self) { group in
            for (index, source) in sources.enumerated() {
                group.addTask {
                    do throws(Failure) {
                        try await source.watch(for: author)
                        return (index, nil)
                    } catch {
                        return (index, error)
                    }
                }
            }
            for await (index, failure) in group { await self.noteEnd(of: index, failure) }
        }
    }

    private func noteEnd(of index: Int, _ failure: Failure?) async {
        ended.insert(index)
        if let failure {
            self.failure = self.failure ?? failure
            stop()
        }
        await leaveUnlessInHand()
    }

    private func draw(_ size: Size) -> Frame {
        let now = clock.now()
        takeThemeNews(now)
        for index in seats.indices { carryOut(seats[index].takeNews(now: now), of: index) }
        let wallclock = clock.wallTime()
        if seats.isEmpty { return Starting.opening.frame(options: options, size: size, wallclock: wallclock) }
        guard let current else {
            return overview.draw(seats.map(\.line), size: size, now: now, wallclock: wallclock)
        }
        if let demo { seats[current].dashboard.demo = demo.status }
        if seats[current].dashboard.wantsJournal, let waker = loop?.waker {
            seats[current].feed.follow { waker.wake() }
            let page = seats[current].feed.page
            if page != seats[current].dashboard.journal { seats[current].dashboard.journal = page }
        }
        seats[current].dashboard.size = size
        return seats[current].dashboard.draw(
            size: size, snapshot: seats[current].newest, now: now, wallclock: wallclock)
    }

    private func presented() {
        guard let current else { return }
        seats[current].dashboard.presented(now: clock.now())
    }

    private var isUrgent: Bool {
        latestKey.map { clock.now() - $0 < .seconds(1) } ?? false || seats.contains(where: \.isUrgent)
    }

    private func take(_ key: Key) {
        let now = clock.now()
        latestKey = now
        if seats.isEmpty { return takeEarly(key) }
        guard let current else {
            switch overview.handle(key, seats.map(\.line), now: now) {
            case .stay: break
            case .enter(let index): self.current = index
            case .quit: askToLeave()
            case .suspend: _ = loop?.suspend()
            case .repaint: terminal?.resize()
            }
            return
        }
        carryOut(seats[current].dashboard.handle(key, snapshot: seats[current].newest, now: now), of: current)
    }

    /// There is nothing yet that could be acted on, or that would end unasked.
    private func takeEarly(_ key: Key) {
        switch options.keys.action(for: key) {
        case .quit: askToLeave()
        case .suspend: _ = loop?.suspend()
        case .repaint: terminal?.resize()
        default: break
        }
    }

    private func carryOut(_ actions: [DashboardAction], of index: Int) {
        for action in actions {
            switch action {
            case .command(let command): seats[index].source.send(command, by: author)
            case .demo(let command): demo?.carryOut(command)
            case .quit: askToLeave()
            case .suspend: _ = loop?.suspend()
            case .bell: terminal?.bell()
            case .notify(let text): terminal?.notify("drtop \(seats[index].name): \(text)")
            case .copy(let text): terminal?.copy(text)
            case .useTheme(let name): use(name)
            case .savePicture: savePicture(of: index)
            case .leaveSystem: current = nil
            case .repaint: terminal?.resize()
            }
        }
    }

    private func use(_ name: String) {
        guard let theme = shelf.theme(named: name) else { return }
        shelf.use(theme)
        terminal?.use(theme)
        for index in seats.indices { seats[index].dashboard.options.theme = name }
    }

    private func takeThemeNews(_ now: Instant) {
        let (words, isFaulty): (String, Bool)
        switch shelf.news() {
        case nil: return
        case .saved(let theme):
            terminal?.use(theme)
            (words, isFaulty) = ("the theme \(theme.name) was read again", false)
        case .faulty(let fault): (words, isFaulty) = (fault, true)
        }
        for index in seats.indices { seats[index].dashboard.say(words, isRefusal: isFaulty, now: now) }
    }

    /// As it is now, without the palette that asked for it: that has closed.
    private func savePicture(of index: Int) {
        guard let terminal else { return }
        let now = clock.now()
        let frame = seats[index].dashboard.draw(
            size: terminal.size, snapshot: seats[index].newest, now: now, wallclock: clock.wallTime())
        let (words, isRefusal) = SavedPicture.save(
            frame.canvas, theme: shelf.current, system: seats[index].name, wallTime: clock.wallTime())
        seats[index].dashboard.say(words, isRefusal: isRefusal, now: now)
    }

    private func take(_ event: TerminalEvent) {
        switch event {
        case .terminate, .hungUp: askToLeave()
        case .suspendRequested:
            let isChanging = seats.contains { $0.newest?.isChanging ?? false }
            if !isChanging { _ = loop?.suspend() }
        }
    }

    /// The engines finish the step in hand, bounded, and then end; the process ends with them.
    private func askToLeave() {
        guard !isLeaving else { return }
        stop()
        Task { await leaveUnlessInHand() }
    }

    private func stop() {
        isLeaving = true
        for seat in seats { seat.source.stop() }
    }

    /// Nothing of another process's engine waits for us, and one that has shown no state yet has begun nothing: a disk may
    /// keep it from that for ever.
    private func leaveUnlessInHand() async {
        let isInHand = seats.indices.contains {
            !ended.contains($0) && !(seats[$0].source is AttachedSystem) && seats[$0].newest != nil
        }
        if isLeaving, !isInHand { await leave(failure) }
    }

    private func leave(_ failure: Failure?) async {
        await demo?.end()
        loop?.stop()
        if let failure { failure.leave() }
        exit(0)
    }
}
