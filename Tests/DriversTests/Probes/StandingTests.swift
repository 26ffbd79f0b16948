import Glibc
import RecoveryCore
import Testing

@testable import Drivers

@Suite("After a miss a node is asked again, until k in a row")
struct StandingTests {
    @Test("a hung node is asked again at once after each timeout, k times, then in the normal rhythm")
    func timeouts() {
        var standing = Standing.fine
        #expect(
            (1...5).map { _ in standing.record(.missed(.timeout), misses: 3) }
                == [.atOnce, .atOnce, .atItsPhase, .atItsPhase, .atItsPhase])
        #expect(standing == .missing(5))
    }

    @Test("a node that refuses is asked again 100 ms later")
    func refusals() {
        var standing = Standing.fine
        #expect((1...3).map { _ in standing.record(.missed(.refused), misses: 3) } == [.soon, .soon, .atItsPhase])
    }

    @Test("a node that closes is asked again at once, but not for ever")
    func closes() {
        var standing = Standing.fine
        #expect((1...3).map { _ in standing.record(.missed(.closed), misses: 3) } == [.atOnce, .soon, .atItsPhase])
    }

    @Test("a node that is loading counts as missed at the timeout's spacing")
    func loading() {
        var standing = Standing.fine
        #expect(standing.record(.notServing(.loading), misses: 3) == .aTimeoutLater)
        #expect(standing.record(.answered(latency: .zero), misses: 3) == .atItsPhase)
        #expect(standing == .fine)
    }

    @Test("a node that does not let us in lives: it is not asked out of turn, and its misses end")
    func refusedUs() {
        var standing = Standing.missing(2)
        #expect(standing.record(.refusedUs("NOAUTH"), misses: 3) == .atItsPhase)
        #expect(standing == .refusedUs)
        #expect(standing.record(.missed(.timeout), misses: 3) == .atOnce)
        #expect(standing == .missing(1))
    }

    @Test(
        "out of descriptors, ports or memory is drtop's own trouble and no miss",
        arguments: [
            EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM,
        ])
    func ownTrouble(error: Int32) {
        guard case .own = SocketFault(error) else {
            Issue.record("\(SocketFault(error))")
            return
        }
    }

    @Test("errors of the way to a node are its misses, each by its name")
    func nodeErrors() {
        #expect(SocketFault(ECONNREFUSED) == .miss(.refused))
        #expect(SocketFault(ECONNRESET) == .miss(.closed))
        #expect(SocketFault(EHOSTUNREACH) == .miss(.unreachable("No route to host")))
    }

    @Test("too few descriptors are told with what to do")
    func fileLimit() {
        let limit = FileLimit(soft: 1024, hard: 4096)
        #expect(limit.shortage(nodes: 700) == nil)
        let text = limit.shortage(nodes: 1000)
        #expect(text?.contains("1000 nodes need 1256 open files") == true)
        #expect(text?.contains("may have 1024") == true)
        let raised = FileLimit.raise()
        #expect(raised.soft == raised.hard)
    }
}
