import Dashboard
import Dispatch
import RecoveryCore
import Synchronization

/// Reads on in the journal while it is on the screen, beside the screen: a slow disk stops no key.
final class JournalFeed: Sendable {
    private struct State {
        var page = JournalPage()
        var isReading = false
        var last: DispatchTime?
    }

    private let source: any WatchedSystem
    private let queue = DispatchQueue(label: "drtop.journal")
    private let state = Mutex(State())
    private static let pause = DispatchTimeInterval.milliseconds(500)

    init(_ source: any WatchedSystem) { self.source = source }

    var page: JournalPage { state.withLock { $0.page } }

    /// Asks for what is new, at most twice a second; `onNews` is called when there is something.
    func follow(_ onNews: @escaping @Sendable () -> Void) {
        let number = state.withLock { state -> Int64? in
            if state.isReading || state.last.map({ .now() < $0 + Self.pause }) ?? false { return nil }
            state.isReading = true
            return state.page.lines.last?.number ?? 0
        }
        guard let number else { return }
        queue.async { [self] in
            let found: [JournalLine]?
            let trouble: String?
            do throws(Failure) {
                (found, trouble) = (try source.journal(after: number, limit: JournalPage.mostLines), nil)
            } catch {
                (found, trouble) = (nil, error.text)
            }
            let isNews = state.withLock { state in
                let before = state.page
                state.page.append(found ?? [])
                state.page.trouble = trouble
                state.isReading = false
                state.last = .now()
                return state.page != before
            }
            if isNews { onNews() }
        }
    }
}
