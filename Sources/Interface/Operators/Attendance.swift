import Synchronization

/// Whose dashboards are open: here, and attached.
package final class Attendance: Sendable {
    private let names = Mutex<[String]>([])
    private let report: @Sendable ([String]) -> Void

    /// - Parameter report: told of every change, with all names that are there then.
    package init(report: @escaping @Sendable ([String]) -> Void) {
        self.report = report
    }

    package func enter(_ name: String) { change { $0.append(name) } }

    package func leave(_ name: String) {
        change { names in
            if let place = names.firstIndex(of: name) { names.remove(at: place) }
        }
    }

    /// Told under the lock: what is told last is what is so.
    private func change(_ change: (inout [String]) -> Void) {
        names.withLock { names in
            change(&names)
            report(names)
        }
    }
}
