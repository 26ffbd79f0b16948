import RecoveryCore
import Testing

@testable import Dashboard

/// What a person decides in the middle of a role change, or about a node that came back without its data (M15).
@Suite struct ChoiceTests {
    @Test func aStuckChangeOffersItsChoicesAndNothingIsChosenAtFirst() {
        var driver = Driver(Sample.stuck())
        driver.press("F")
        driver.wait(.seconds(1))
        driver.press(.enter)
        #expect(driver.commands.isEmpty)
        driver.press("F")
        driver.wait(.seconds(1))
        driver.press(.down, .enter)
        driver.press(.down, .down, .enter)
        #expect(driver.commands == [.retry, .goOnWithout(PairID(4))])
    }

    @Test(arguments: [
        (Abort.undo, "abort: undo what was done, nothing was promoted yet"),
        (.targetFailed, "abort: ams2 has failed, and no caller was sent there"),
        (.stopCopying, "abort: stop the copying, ams2 stays out"),
        (.stopWaiting, "do not wait for the copying: ams2 is primary already"),
    ])
    func anAbortIsOfferedWheneverTheEngineWouldDoItWithWhatItDoes(_ abort: Abort, _ words: String) {
        var stuck = Sample.stuck()
        #expect(!Driver(stuck).screen(120, 40).contains(words))
        stuck.abort = abort
        var driver = Driver(stuck)
        driver.press("x")
        #expect(driver.screen().contains(words))
        driver.wait(.seconds(1))
        driver.press(.down, .down, .down)
        #expect(driver.commands.isEmpty)
        driver.press(.enter)
        #expect(driver.commands == [.abort])
    }

    @Test func aPublicationThatIsStuckForOnePairOffersToGoOnWithoutIt() throws {
        var stuck = Sample.stuck()
        stuck.change?.steps[2].state = .done
        stuck.change?.steps[2].parts[4].state = .done
        let restarted = try #require(stuck.change?.steps[2].parts[4].node)
        stuck.change?.restarted = [restarted]
        stuck.change?.steps[3].state = .failed("b05 was restarted and came back without data")
        var driver = Driver(stuck)
        driver.press("F")
        #expect(driver.screen().contains("go on without b05: its callers keep what they have"))
        driver.wait(.seconds(1))
        driver.press(.down, .down, .enter)
        #expect(driver.commands == [.goOnWithout(PairID(4))])
    }

    @Test func anEmptyNodeIsRestoredOnlyAfterAChoiceAndItsName() {
        var driver = Driver(Sample.cameBack())
        driver.press(.enter)
        driver.wait(.seconds(1))
        driver.press(.tab)
        driver.type("a01")
        driver.press(.enter)
        #expect(driver.commands == [.acknowledge(.first)], "the letters were commands")
        driver.press(.down, .tab)
        driver.type("a01")
        driver.press(.enter)
        #expect(driver.commands.last == .restore(NodeID(0)))
    }

    @Test("I9: of an empty node it says who has its data: a backup, or only what it replaced")
    func whoHasTheData() {
        func shown(_ role: Role) -> String {
            var snapshot = Sample.cameBack()
            for index in snapshot.clusters.indices where snapshot.clusters[index].role != .primary {
                snapshot.clusters[index].role = role
            }
            var driver = Driver(snapshot)
            driver.press(.enter)
            return driver.screen()
        }
        #expect(shown(.backup).contains("is parked and still has the data."))
        #expect(shown(.backup).contains("LOSE its pair's data; accept the emptiness, the pair copies it"))
        #expect(shown(.failed).contains("Only its replaced pair b01 (ams2, up) may have data, from before that."))
        #expect(shown(.failed).contains("accept the emptiness; a reverse sync may copy it"))
        #expect(shown(.failed).contains("restore: LOSE writes since it came back"))
    }
}
