import Dashboard
import Engine
import Glibc
import RecoveryCore
import Screen
import Terminal

/// The dashboard with an engine of its own, or of another process: keys in, frames out, on the main queue. The engine runs
/// beside it and notices nothing of a terminal that is slow, stopped or gone (I23).
@MainActor final class DashboardApp {
    private let system: any WatchedSystem
    private let author: String
    private let clock = SystemClock()
    private var dashboard: Dashboard
    private var terminal: Terminal?
    private var loop: TerminalLoop?
    private var observed: Instant?
    private let demo: (any Rehearsal)?
    private var isLeaving = false

    init(_ system: any WatchedSystem, dashboard: Dashboard, author: String, demo: (any Rehearsal)? = nil) {
        self.system = system
        self.dashboard = dashboard
        self.author = author
        self.demo = demo
    }

    /// Shows the screen, starts the engine and the demonstration; `dispatchMain()` has to follow.
    func start(on terminal: Terminal) throws(Failure) {
        dashboard.options.glyphs = terminal.glyphs
        let loop = TerminalLoop(
            terminal, draw: { self.draw($0) }, onKey: { self.take($0) }, onEvent: { self.take($0) })
        loop.onPresented = { self.dashboard.presented(now: self.clock.now()) }
        self.terminal = terminal
        self.loop = loop
        do throws(TerminalError) {
            try loop.start()
        } catch {
            throw Failure("there is no screen: \(error)")
        }
        let waker = loop.waker
        system.onNews { waker.wake() }
        // Owned by this object, which lives as long as the process: its end is the process's end.
        Task.detached { [system, demo] in
            do throws(Failure) {
                try await demo?.prepare()
                try await system.watch()
                await self.leave(nil)
            } catch {
                await self.leave(error)
            }
        }
    }

    private func draw(_ size: Size) -> Frame {
        let now = clock.now()
        let snapshot = system.newest
        for (command, answer) in system.drainAnswers() { dashboard.answered(answer, to: command, now: now) }
        if let snapshot, snapshot.at != observed {
            observed = snapshot.at
            carryOut(dashboard.observe(snapshot, now: now))
        }
        if let demo { dashboard.demo = demo.status }
        return dashboard.draw(size: size, snapshot: snapshot, now: now, wallclock: clock.wallTime())
    }

    private func take(_ key: Key) {
        carryOut(dashboard.handle(key, snapshot: system.newest, now: clock.now()))
    }

    private func carryOut(_ actions: [DashboardAction]) {
        for action in actions {
            switch action {
            case .command(let command): system.send(command, by: author)
            case .demo(let command): demo?.carryOut(command)
            case .quit: askToLeave()
            case .suspend: _ = loop?.suspend()
            case .bell: terminal?.bell()
            case .repaint: terminal?.resize()
            }
        }
    }

    private func take(_ event: TerminalEvent) {
        switch event {
        case .terminate, .hungUp: askToLeave()
        case .suspendRequested:
            let isChanging = system.newest.map { $0.change?.current != nil } ?? false
            if !isChanging { _ = loop?.suspend() }
        }
    }

    /// The engine finishes the step in hand, bounded, and then ends; the process ends with it.
    private func askToLeave() {
        guard !isLeaving else { return }
        isLeaving = true
        system.stop()
        // Nothing of another process's engine waits for us.
        if system is AttachedSystem { Task { await leave(nil) } }
    }

    private func leave(_ failure: Failure?) async {
        await demo?.end()
        loop?.stop()
        if let failure { failure.leave() }
        exit(0)
    }
}
