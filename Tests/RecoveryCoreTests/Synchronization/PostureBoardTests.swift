import Testing

@testable import RecoveryCore

/// When an order to a node is tried again, and how long the storage may take for it.
@Suite struct PostureBoardTests {
    private let node = NodeID(0)
    private func at(_ milliseconds: Int) -> Instant { .origin + .milliseconds(milliseconds) }

    /// The posture has failed so often, each time at the origin.
    private func failed(_ times: Int, _ posture: Posture = .parked) -> PostureBoard {
        var board = PostureBoard(nodes: 2)
        for number in 0..<times {
            board.began(node, posture, EffectID(UInt64(number)))
            board.ended(node, error: "refused", at: .origin)
        }
        return board
    }

    @Test(
        "M6: what failed is tried again after 200 ms, then twice as long, at most 10 s: sync that must stop is not forgotten"
    )
    func pauses() {
        let pauses = (1...9).map { failed($0).deadline(after: .origin - .seconds(1)) }
        #expect(pauses == [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000].map(at))
        let board = failed(1)
        #expect(!board.isFree(node, for: .parked, at: at(199)) && board.isFree(node, for: .parked, at: at(200)))
        #expect(board.isFree(node, for: .writable, at: at(0)), "another posture has not failed")
    }

    @Test("a failed attempt says why, and one that succeeds begins anew")
    func errors() {
        var board = failed(3)
        #expect(board[node].error == "refused" && board[node].failures == 3)
        board.began(node, .parked, EffectID(9))
        board.ended(node, error: nil, at: .origin)
        #expect(board[node].error == nil && board[node].failures == 0 && board.deadline(after: .origin) == nil)
    }

    @Test("a new mode looks at what was held back or failed at once; what is under way goes on")
    func forgotten() {
        var board = failed(4)
        board.began(NodeID(1), .writable, EffectID(50))
        board.forgetWhatIsNotUnderWay()
        #expect(board.isFree(node, for: .parked, at: .origin) && board[node].failures == 0)
        #expect(!board.isFree(NodeID(1), for: .writable, at: .origin))
    }

    @Test("the next attempt is the earliest of all nodes' that lies ahead")
    func deadline() {
        var board = failed(1)
        board.began(NodeID(1), .parked, EffectID(60))
        board.ended(NodeID(1), error: "refused", at: at(1000))
        #expect(board.deadline(after: .origin) == at(200))
        #expect(board.deadline(after: at(200)) == at(1200), "what is due now is no matter of waiting")
        #expect(board.deadline(after: at(1200)) == nil)
    }

    @Test("I9: what protects the data does not wait for a copy, and nothing else interrupts one")
    func joining() {
        for joining in [Posture.following(NodeID(1)), .takingOver(from: NodeID(1))] {
            var board = PostureBoard(nodes: 2)
            board.began(node, joining, EffectID(1))
            #expect(board[node].isJoining)
            #expect(board.isFree(node, for: .parked, at: .origin))
            #expect(board.isFree(node, for: .fenced(against: nil), at: .origin))
            #expect(!board.isFree(node, for: .writable, at: .origin))
        }
        var parking = PostureBoard(nodes: 2)
        parking.began(node, .parked, EffectID(1))
        #expect(!parking[node].isJoining && !parking.isFree(node, for: .fenced(against: nil), at: .origin))
    }

    @Test("M6: no order that takes seconds is waited for without end; one that copies takes as long as it takes")
    func deadlines() {
        let other = NodeID(1)
        let postures: [(Posture, Duration?)] = [
            (.parked, .seconds(2)), (.fenced(against: other), .milliseconds(1500)), (.following(other), nil),
            (.writable, .seconds(30)), (.takingOver(from: other), .seconds(15)),
        ]
        for (posture, deadline) in postures { #expect(posture.order(to: node).deadline == deadline, "\(posture)") }
    }

    @Test("I10: orders, claims, publications and deliveries are journaled as intent and result, nothing else is")
    func outsideEffects() {
        let confirmation = Confirmation(
            kind: .failover, fingerprint: "f", target: ClusterID(1), epoch: 1, operator: "eva")
        let publication = Publication(
            epoch: 1, cluster: ClusterID(0), clusterName: "fra1", information: [], consumes: nil)
        let document = ConfigurationInformation(system: "s", caller: "c", epoch: 1, cluster: "fra1", endpoints: [])
        let outside: [Effect.Action] = [
            .order(Posture.parked.order(to: node)), .claim(confirmation), .publish(publication),
            .deliver(CallerID(0), document),
        ]
        let inside: [Effect.Action] = [
            .record(.noted("n")), .save(DurableState(settings: FakeSettings.make([1, 1]))), .inspect([node]),
            .watch(primary: ClusterID(0)), .stretchTimeouts(2), .answer(CommandID("1"), .done("d")),
        ]
        func isOutside(_ action: Effect.Action) -> Bool {
            Effect(id: EffectID(1), reason: "", action: action).isOutside
        }
        #expect(outside.allSatisfy(isOutside) && !inside.contains(where: isOutside))
    }
}
