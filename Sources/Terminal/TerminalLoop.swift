import CLinux
import Dispatch
import Glibc
import Screen

/// Waits for keys, signals and newer states on the main queue, and draws when one of them came. Without any, nothing wakes:
/// there is no period. The owner calls `start` and then `dispatchMain()`.
@MainActor package final class TerminalLoop {
    /// For threads that have something new to show.
    package nonisolated let waker = ScreenWaker()
    private let terminal: Terminal
    private let draw: @MainActor (Size) -> Frame
    private let onKey: @MainActor (Key) -> Void
    private let onEvent: @MainActor (TerminalEvent) -> Void
    /// Called after each frame that the terminal has taken whole: what it shows can be read now.
    package var onPresented: @MainActor () -> Void = {}
    /// Whether what is new must be seen at once; otherwise it waits for the end of a rest (`DrawingRest`).
    package var isUrgent: @MainActor () -> Bool = { false }

    private var decoder = KeyDecoder()
    private let started = DispatchTime.now().uptimeNanoseconds
    private var input: (any DispatchSourceRead)?
    private var room: (any DispatchSourceWrite)?
    private var wakeUps: (any DispatchSourceRead)?
    /// Armed for one firing each: the next drawing that a frame asked for, and the end of a torn key.
    private var drawTimer: (any DispatchSourceTimer)?
    private var keyTimer: (any DispatchSourceTimer)?
    /// When the next drawing is due, and until when news wait.
    private var nextDrawing = DispatchTime.distantFuture
    private var restsUntil = DispatchTime.now()
    private var isWaitingForRoom = false
    private var isStopped = false

    /// No eye follows more than this; a frame that asks for less does not keep the processor busy.
    private static let shortestPause = Duration.milliseconds(10)

    /// `draw` yields the frame for a size. `onKey` and `onEvent` are followed by a drawing.
    package init(
        _ terminal: Terminal, draw: @escaping @MainActor (Size) -> Frame, onKey: @escaping @MainActor (Key) -> Void,
        onEvent: @escaping @MainActor (TerminalEvent) -> Void
    ) {
        self.terminal = terminal
        self.draw = draw
        self.onKey = onKey
        self.onEvent = onEvent
    }

    package func start() throws(TerminalError) {
        let wake = drtop_signals_route()
        guard wake >= 0 else {
            throw .failed(what: "waiting for signals", reason: String(cString: strerror(errno)))
        }
        terminal.onHangUp = { [weak self] in self?.hangUp() }
        let terminalInput = DispatchSource.makeReadSource(fileDescriptor: terminal.descriptor, queue: .main)
        input = watch(terminalInput) { $0.readKeys() }
        wakeUps = watch(DispatchSource.makeReadSource(fileDescriptor: wake, queue: .main)) { $0.takeSignals() }
        drawTimer = watch(DispatchSource.makeTimerSource(queue: .main)) { $0.redraw() }
        keyTimer = watch(DispatchSource.makeTimerSource(queue: .main)) { $0.expireKeys() }
        terminal.resize()  // it may have changed before the handler was there
        redraw()
    }

    /// Draws the present state now.
    package func redraw() {
        guard !isStopped else { return }
        let begun = Self.processorTime
        let frame = draw(terminal.size)
        decoder.acceptsText = frame.cursor != nil
        if terminal.present(frame.canvas, cursor: frame.cursor), !terminal.isStalled { onPresented() }
        awaitRoom()
        let next = frame.nextDrawing.map { max($0, Self.shortestPause).dispatchInterval }
        schedule(next.map { .now() + $0 } ?? .distantFuture)
        restsUntil = .now() + DrawingRest.after(cost: Self.processorTime - begun).dispatchInterval
    }

    private func schedule(_ moment: DispatchTime) {
        nextDrawing = moment
        drawTimer?.schedule(deadline: moment)
    }

    /// Of this thread.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Gives the terminal back and stops the program until the shell continues it. Returns false, with nothing changed,
    /// where no shell could continue it.
    package func suspend() -> Bool {
        terminal.suspend()
        if drtop_signals_stop() == 0 { return true }  // from here on, SIGCONT does the rest
        resume()
        return false
    }

    /// Ends the waiting and gives the terminal back for good.
    package func stop() {
        isStopped = true
        input?.cancel()
        room?.cancel()
        wakeUps?.cancel()
        drawTimer?.cancel()
        keyTimer?.cancel()
        terminal.close()
    }

    private func resume() {
        do {
            try terminal.resume()
        } catch {
            terminal.hangUp()
        }
    }

    private func readKeys() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(terminal.descriptor, &buffer, buffer.count)
        if count > 0 {
            deliver(decoder.decode(buffer[..<count], at: now))
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            terminal.hangUp()
        }
    }

    private func expireKeys() {
        deliver(decoder.expire(at: now))
    }

    private func deliver(_ keys: [Key]) {
        for key in keys where !isStopped { onKey(key) }
        if let deadline = decoder.deadline {
            keyTimer?.schedule(deadline: .now() + (deadline - now).dispatchInterval)
        }
        if !keys.isEmpty { redraw() }
    }

    private func takeSignals() {
        let signals = drtop_signals_take()
        func came(_ signal: Int32) -> Bool { signals & (1 << UInt64(signal)) != 0 }
        if came(SIGCONT) { resume() }
        if came(SIGWINCH) { terminal.resize() }
        for signal in [SIGHUP, SIGTERM, SIGINT, SIGQUIT] where came(signal) && !isStopped {
            onEvent(.terminate(signal: signal))
        }
        if came(SIGTSTP) && !isStopped { onEvent(.suspendRequested) }
        guard signals == 0, .now() < restsUntil, !isUrgent() else { return redraw() }
        if restsUntil < nextDrawing { schedule(restsUntil) }
    }

    private func hangUp() {
        input?.cancel()
        input = nil
        room?.cancel()
        room = nil
        onEvent(.hungUp)
    }

    /// A stalled terminal is watched until it reads again; then the newest state is drawn, not what was skipped.
    private func awaitRoom() {
        guard terminal.isStalled, !isWaitingForRoom, input != nil else { return }
        isWaitingForRoom = true
        room = watch(DispatchSource.makeWriteSource(fileDescriptor: terminal.descriptor, queue: .main)) {
            guard $0.terminal.flush() else { return }
            $0.isWaitingForRoom = false
            $0.room?.cancel()
            $0.room = nil
            $0.redraw()
        }
    }

    private var now: Duration { .nanoseconds(Int64(DispatchTime.now().uptimeNanoseconds - started)) }

    private func watch<Source: DispatchSourceProtocol>(
        _ source: Source, handle: @escaping @MainActor (TerminalLoop) -> Void
    ) -> Source {
        source.setEventHandler { [weak self] in
            drtop_rescue_guard_thread()  // the main queue may come on another thread each time
            MainActor.assumeIsolated {
                guard let self, !self.isStopped else { return }
                handle(self)
            }
        }
        source.activate()
        return source
    }
}

extension Duration {
    /// Nothing negative, and at most a day.
    fileprivate var dispatchInterval: DispatchTimeInterval {
        let bounded = min(max(self, .zero), .seconds(86_400)).components
        return .nanoseconds(Int(bounded.seconds) * 1_000_000_000 + Int(bounded.attoseconds / 1_000_000_000))
    }
}
