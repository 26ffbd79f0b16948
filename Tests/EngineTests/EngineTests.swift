import RecoveryCore
import Testing

@testable import Engine

struct EngineTests {
    @Test func `I10: every outside effect has its intent in the journal before it and its result after it`() async {
        let house = House()
        await house.run {
            #expect(
                await eventually {
                    house.round()
                    return house.shop.trace.contains("publish 1")
                })
            let isTold = await eventually {
                !house.entries("intended").isEmpty && house.entries("ended").count == house.entries("intended").count
            }
            #expect(isTold)
            #expect(house.entries("intended").contains { $0.contains("publish epoch 1: fra1") })
            let trace = house.shop.trace.all
            let durable = trace.firstIndex(of: "durable") ?? trace.endIndex
            #expect(trace.firstIndex(of: "publish 1").map { durable < $0 } == true, "\(trace)")
        }
        let intended = house.entries("intended").map(Self.effect)
        #expect(!intended.isEmpty && Set(intended).count == intended.count)
        #expect(Set(house.entries("ended").map(Self.effect)) == Set(intended))
    }

    @Test func `I8: a late turn and a jump of the wall clock freeze what is decided`() async {
        let house = House()
        await house.run {
            for (trouble, words) in [
                ({ house.shop.clock.pass(.seconds(30)) }, "a tick came "),
                ({ house.shop.clock.setWallTime(by: 3600) }, "the clock jumped by "),
            ] {
                let isCalm = await eventually {
                    house.round()
                    return house.newest?.overlays.contains(.frozen) == false
                }
                #expect(isCalm)
                // No answer from before the trouble may be left to end the freeze.
                await house.catchUp()
                trouble()
                let isFrozen = await eventually {
                    house.shop.clock.pass(.milliseconds(10))
                    house.engine.send(.timePassed)
                    return house.newest?.overlays.contains(.frozen) == true
                }
                #expect(isFrozen)
                #expect(house.entries("noted").contains { $0.contains(words) }, "\(house.entries("noted"))")
            }
        }
    }

    @Test func `a stop ends the run when nothing is under way, and what led to it is in the journal`() async {
        let house = House()
        await house.run {}
        #expect(house.entries("stopped").count == 1)
    }

    @Test func `a stop is bounded by the patience, also when a driver hangs`() async {
        let house = House()
        house.shop.storage.hang()
        await house.run {
            // The first publication hangs in the centre.
            #expect(
                await eventually {
                    house.round()
                    return house.shop.storage.heldCount >= 1
                })
            house.engine.send(.stopRequested)
            #expect(await eventually { house.entries("stopped").count == 1 })
            #expect(house.ended == false, "the step in hand is waited for")
            house.shop.clock.pass(.seconds(1))
        }
        #expect(house.ended)
        house.shop.storage.letGo()
    }

    @Test func `M15: many commands in one moment are all answered, in their order`() async {
        let house = House()
        for number in 0..<1000 {
            house.engine.send(
                .commanded(CommandRequest(id: CommandID("\(number)"), operator: "op", command: .acknowledge(.all))))
        }
        await house.run {
            #expect(await eventually { house.answers.count == 1000 })
        }
        #expect(house.answers == (0..<1000).map { "answer \($0)" })
    }

    private static func effect(_ entry: String) -> String {
        String(entry.drop { $0 != ":" }.prefix { $0 != "," })
    }
}
