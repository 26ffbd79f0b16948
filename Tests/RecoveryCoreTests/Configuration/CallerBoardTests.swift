import Testing

@testable import RecoveryCore

/// What each caller has and what it should have (M12, I16): a missed rule here is a caller that is left with old addresses,
/// or one that is called again and again.
@Suite struct CallerBoardTests {
    private let caller = CallerID(0)
    private func at(_ seconds: Int) -> Instant { .origin + .seconds(seconds) }

    private func document(_ epoch: Epoch) -> ConfigurationInformation {
        ConfigurationInformation(system: "s", caller: "checkout", epoch: epoch, cluster: "fra1", endpoints: [])
    }

    /// One caller that has epoch 1, delivered and applied as said.
    private func board(published: Epoch? = 1, delivered: Epoch = 0, applied: Epoch = 0) -> CallerBoard {
        CallerBoard(
            settings: FakeSettings.make([1, 1], callers: 1), published: published.map { [document($0)] } ?? [],
            progress: [CallerProgress(caller: "checkout", delivered: delivered, applied: applied)], waivers: [])
    }

    private func isDue(_ board: CallerBoard, at seconds: Int) -> Bool { !board.due(at: at(seconds)).isEmpty }

    /// One delivery of the newest epoch from its begin to its end.
    private func deliver(_ board: inout CallerBoard, _ outcome: DeliveryOutcome, at seconds: Int) {
        let epoch = board[caller].published?.epoch ?? 0
        board.began(caller, epoch: epoch)
        _ = board.ended(caller, epoch: epoch, outcome, at: at(seconds))
    }

    private func send(_ board: inout CallerBoard) {
        let isSent = board.sendAgain(caller)
        #expect(isSent)
    }

    @Test("before anything was published there is no epoch, the caller is behind, and nothing is due")
    func nothingPublished() {
        var board = board(published: nil)
        #expect(board.newestEpoch == 0)
        #expect(board[caller].isBehind && !board[caller].isWaived)
        #expect(!isDue(board, at: 0) && board.behind.isEmpty)
        let isSent = board.sendAgain(caller)
        #expect(!isSent)
    }

    @Test("M12: a caller that only speaks at the interface is waited for; one that fetches and says nothing is not")
    func whoIsWaitedFor() {
        var settings = FakeSettings.make([1, 1], callers: 1)
        settings.callers[0].deliveries = []
        func behind(speaks: Bool) -> [CallerID] {
            settings.callers[0].speaks = speaks
            return CallerBoard(settings: settings, published: [document(1)], progress: [], waivers: []).behind
        }
        #expect(behind(speaks: true) == [caller])
        #expect(behind(speaks: false) == [])
    }

    @Test("M12: how long a caller has been behind counts from when it fell behind, or caught up, not from each epoch")
    func since() {
        var board = board(published: nil)
        board.publish([document(1)], at: at(3))
        #expect(board[caller].status.since == at(3))
        board.publish([document(2)], at: at(9))
        #expect(board[caller].status.since == at(3), "it was behind before")
        deliver(&board, .delivered, at: 10)
        #expect(board[caller].status.since == at(3), "it has it and does not use it")
        deliver(&board, .applied, at: 11)
        #expect(board[caller].status.since == at(11))
        deliver(&board, .applied, at: 12)
        #expect(board[caller].status.since == at(11), "it was on it before")
        board.publish([document(3)], at: at(20))
        #expect(board[caller].status.since == at(20))
        _ = board.heard(caller, epoch: 3, applies: false, at: at(21))
        #expect(board[caller].status.since == at(20))
        _ = board.heard(caller, epoch: 3, applies: true, at: at(22))
        #expect(board[caller].status.since == at(22))
        _ = board.heard(caller, epoch: 3, applies: true, at: at(23))
        #expect(board[caller].status.since == at(22), "it said so before")
    }

    @Test("M12: what is due is what the caller does not have, or what failed; never what is on its way")
    func due() {
        #expect(isDue(board(), at: 0))
        #expect(!isDue(board(delivered: 1), at: 0), "it has it, and is given time to use it")
        #expect(!isDue(board(delivered: 1, applied: 1), at: 0))
        var underWay = board()
        underWay.began(caller, epoch: 1)
        #expect(!isDue(underWay, at: 0))
    }

    @Test("M12: a failed delivery of what the caller got once, and does not use, is tried again after its pause")
    func failedAgain() {
        var board = board(delivered: 1)
        send(&board)
        deliver(&board, .failed("reload exited 1"), at: 5)
        #expect(board[caller].status.error == "reload exited 1" && board[caller].status.retryAt == at(6))
        #expect(board.deadline(after: at(5)) == at(6))
        #expect(!isDue(board, at: 5) && isDue(board, at: 6))
        board.began(caller, epoch: 1)
        #expect(board[caller].status.retryAt == nil, "no next attempt is shown while one is under way")
    }

    @Test("M12: a delivery that fails after the caller said that it uses the epoch is not repeated")
    func failedThoughApplied() {
        var board = board()
        board.began(caller, epoch: 1)
        let isNews = board.heard(caller, epoch: 1, applies: true, at: at(1))
        #expect(isNews)
        _ = board.ended(caller, epoch: 1, .failed("no answer in time"), at: at(2))
        #expect(!isDue(board, at: 100))
    }

    @Test("an operator's wish to send once more is fulfilled once, and without waiting for a pause")
    func sentAgain() {
        var board = board()
        deliver(&board, .failed("gone"), at: 0)
        #expect(!isDue(board, at: 0))
        send(&board)
        #expect(isDue(board, at: 0))
        board.began(caller, epoch: 1)
        let applies = board.ended(caller, epoch: 1, .applied, at: at(1))
        #expect(applies)
        #expect(!isDue(board, at: 1))
        send(&board)
        deliver(&board, .applied, at: 2)
        #expect(!isDue(board, at: 2))
    }

    @Test("M12: pauses double from one second to a minute, for as long as it takes")
    func pauses() {
        let pauses = (1...9).map { CallerBoard.pause(afterFailures: $0) }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { Duration.seconds($0) })
    }

    @Test("M12: what a delivery brought about is known, and ends its error; the next failure is the first one again")
    func successes() {
        for outcome in [DeliveryOutcome.applied, .delivered] {
            var board = board()
            deliver(&board, .failed("gone"), at: 0)
            deliver(&board, .failed("gone"), at: 1)
            #expect(board[caller].status.retryAt == at(3))
            deliver(&board, outcome, at: 3)
            #expect(board[caller].status.error == nil && board[caller].status.delivered == 1)
            #expect(board[caller].status.applied == (outcome == .applied ? 1 : 0))
            #expect(!isDue(board, at: 100), "\(outcome)")
            _ = board.sendAgain(caller)
            deliver(&board, .failed("gone"), at: 10)
            #expect(board[caller].status.retryAt == at(11))
        }
    }

    @Test("M12: only a delivery that the caller applied says that it does")
    func returnsWhetherApplied() {
        var board = board()
        for (outcome, isApplied) in [(DeliveryOutcome.delivered, false), (.failed("gone"), false), (.applied, true)] {
            board.began(caller, epoch: 1)
            let applies = board.ended(caller, epoch: 1, outcome, at: at(1))
            #expect(applies == isApplied)
        }
    }

    @Test("I16: what a caller says of another epoch than the newest changes nothing")
    func otherEpochs() {
        var board = board(published: 2, delivered: 0, applied: 0)
        for epoch in [1, 3, 99] as [Epoch] {
            let isNews = board.heard(caller, epoch: epoch, applies: true, at: at(1))
            #expect(!isNews)
        }
        #expect(board[caller].status.applied == 0 && board[caller].status.delivered == 0)
        #expect(board.behind == [caller])
    }

    @Test("M12: a caller's word ends its error and its pause, and is news once")
    func heard() {
        var board = board()
        deliver(&board, .failed("gone"), at: 0)
        deliver(&board, .failed("gone"), at: 1)
        let first = board.heard(caller, epoch: 1, applies: true, at: at(2))
        let second = board.heard(caller, epoch: 1, applies: true, at: at(3))
        #expect(first && !second)
        let status = board[caller].status
        #expect(status.error == nil && status.retryAt == nil && status.applied == 1 && status.delivered == 1)
        #expect(board.deadline(after: at(2)) == nil)
        _ = board.sendAgain(caller)
        deliver(&board, .failed("gone"), at: 10)
        #expect(board[caller].status.retryAt == at(11), "it is the first failure again")
    }

    @Test("M12: a newer epoch goes out at once, whatever happened to the one before")
    func newerEpoch() {
        var board = board()
        for second in 0..<4 { deliver(&board, .failed("gone"), at: second) }
        board.publish([document(2)], at: at(4))
        #expect(board[caller].status.error == nil && board[caller].status.retryAt == nil)
        #expect(board.due(at: at(4)).map(\.1.epoch) == [2])
        #expect(board.newestEpoch == 2 && board.patientSince == at(4))
    }

    @Test("M12: everybody is told when each has it or one attempt has failed, not while one is on its way")
    func everybodyTold() {
        var board = board()
        #expect(!board.isEverybodyTold, "nobody has tried")
        deliver(&board, .failed("gone"), at: 0)
        #expect(board.isEverybodyTold)
        board.began(caller, epoch: 1)
        #expect(!board.isEverybodyTold, "a second attempt is under way")
        _ = board.ended(caller, epoch: 1, .applied, at: at(2))
        #expect(board.isEverybodyTold)
    }

    @Test("the next attempt is the earliest of all callers' that lies ahead")
    func deadline() {
        let settings = FakeSettings.make([2, 2], callers: 2)
        let documents = settings.callers.map {
            ConfigurationInformation(system: "s", caller: $0.name, epoch: 1, cluster: "fra1", endpoints: [])
        }
        var board = CallerBoard(settings: settings, published: documents, progress: [], waivers: [])
        #expect(board.deadline(after: at(0)) == nil)
        for (caller, second) in [(CallerID(0), 0), (CallerID(1), 5)] {
            board.began(caller, epoch: 1)
            _ = board.ended(caller, epoch: 1, .failed("gone"), at: at(second))
        }
        #expect(board.deadline(after: at(0)) == at(1))
        #expect(board.deadline(after: at(1)) == at(6), "what is due now is no matter of waiting")
        #expect(board.deadline(after: at(6)) == nil)
    }
}
