import Dispatch
import Glibc
import Synchronization

/// Many seeds, one world each, on some cores. The outcomes come in the order of the seeds, whoever was faster.
package struct Campaign: Sendable {
    /// How long faults come and go in each world.
    package var minutes: Int
    /// Worlds at once.
    package var jobs: Int
    /// nil: each seed draws its own system; otherwise two clusters of so many nodes.
    package var nodesPerCluster: Int?
    /// Keep what each world reached.
    package var isCovered: Bool

    /// - Parameter jobs: nil: one a core.
    package init(minutes: Int = 20, jobs: Int? = nil, isCovered: Bool = false, nodesPerCluster: Int? = nil) {
        self.minutes = minutes
        self.nodesPerCluster = nodesPerCluster
        self.isCovered = isCovered
        self.jobs = jobs ?? Self.cores
    }

    /// So many seeds are worth one look at the results.
    package static let batch: UInt64 = 64

    package static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    package func script(_ seed: UInt64) -> Script {
        Script(seed: seed, minutes: minutes, nodesPerCluster: nodesPerCluster)
    }

    package func outcomes(from first: UInt64, count: UInt64) -> [Outcome] {
        let next = Atomic<UInt64>(0)
        let found = Mutex<[Outcome]>([])
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, Int(count)))) { _ in
            while true {
                let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard place < count else { return }
                let outcome = Outcome(of: script(first + place), isCovered: isCovered)
                found.withLock { $0.append(outcome) }
            }
        }
        return found.withLock { $0 }.sorted { $0.seed < $1.seed }
    }
}
