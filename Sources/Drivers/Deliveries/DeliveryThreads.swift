import Dispatch
import RecoveryCore

/// Where disks, programs and sockets take their time: off Swift's own threads, a bounded number at once.
struct DeliveryThreads: Sendable {
    private let turns: Turns
    private let queue = DispatchQueue(label: "drtop.deliveries", attributes: .concurrent)

    init(limit: Int) {
        turns = Turns(limit: limit)
    }

    func run(_ work: @escaping @Sendable () throws(DeliveryTrouble) -> DeliveryOutcome) async -> DeliveryOutcome {
        await turns.take {
            await withCheckedContinuation { continuation in
                queue.async {
                    do throws(DeliveryTrouble) {
                        continuation.resume(returning: try work())
                    } catch {
                        continuation.resume(returning: .failed(error.text))
                    }
                }
            }
        }
    }
}
