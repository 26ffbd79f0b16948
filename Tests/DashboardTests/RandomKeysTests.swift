import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// No key sequence shorter than the full confirmation reaches an action of level 3, whatever comes down the line: torn
/// escape sequences look like letters and digits.
@Suite struct RandomKeysTests {
    private static let special: [Key] = [
        .enter, .enter, .tab, .tab, .escape, .backTab, .backspace, .up, .down, .pageDown, .paste("ams2\n"), .focusIn,
        .control("c"), .control("u"), .control("z"), .delete,
    ]
    private static let torn = Array("ABCDFHOPQRSM2~[O1;5")
    private static let names = Array("ams2fra1b05")

    private static func key(_ random: inout SplitMix) -> Key {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: special.randomElement(using: &random)!
        case 3...4: .character(torn.randomElement(using: &random)!)
        case 5...7: .character(names.randomElement(using: &random)!)
        default: .character(Character(Unicode.Scalar(UInt8.random(in: 32..<127, using: &random))))
        }
    }

    private static let stories: [Snapshot] = [
        Sample.normal(), Sample.firstAlarm(), Sample.noBackup(), Sample.oldPrimaryBack(), Sample.stuck(),
        Sample.cameBack(), Sample.converging(),
    ]

    /// The keys that must have come, in this order, before the command: one of these ways. By the palette an action has
    /// no key of its own, but its name and Enter.
    private static func needed(for command: OperatorCommand, _ settings: Settings) -> [[Key]] {
        func typed(_ name: String) -> [Key] { name.map { .character($0) } }
        let isChosen: [[Key]] = [["j", .enter], [.down, .enter]]
        switch command {
        case .confirm(let kind, _, let name):
            let key: Key = kind == .failover ? "F" : kind == .switchover ? "S" : "R"
            return [[key], [":", .enter]].map { $0 + [.tab] + typed(name) + [.enter] }
        case .resume(let node), .restore(let node):
            return [[.enter] + typed(settings.name(of: node)) + [.enter]]
        case .retry, .goOnWithout, .abort: return [[.enter]]
        case .unshelve: return [[":", .enter]]
        case .acknowledge(.all): return isChosen.map { ["A"] + $0 } + isChosen.map { [":", .enter] + $0 }
        case .acknowledge, .undo: return [[]]
        case .shelve, .note, .waive, .sendAgain, .overrideContradiction, .startMaintenance, .endMaintenance, .setMode:
            return isChosen
        }
    }

    private static func contains(_ history: [Key], _ needed: [Key]) -> Bool {
        var rest = needed[...]
        for key in history where key == rest.first || (rest.first == .tab && key == .backTab) { rest.removeFirst() }
        return rest.isEmpty
    }

    /// Somebody who means it, with a slip here and there.
    private static func nearly(_ random: inout SplitMix) -> [Key] {
        let names = ["ams2", "fra1", "a01"]
        let name = names.randomElement(using: &random)!.map { Key.character($0) }
        let opener = ["F", "R", "S"].randomElement(using: &random)!
        let keys = [.escape, .character(Character(opener)), .focusOut, .tab] + name + [.enter]
        return keys.filter { _ in Int.random(in: 0..<20, using: &random) > 0 }
    }

    /// Returns how many actions of level 3 were reached.
    private static func run(_ seed: Int) -> Int {
        var random = SplitMix(seed: seed)
        var driver = Driver(stories[seed % stories.count])
        var history: [Key] = []
        var reached = 0
        for _ in 0..<1500 {
            if Int.random(in: 0..<20, using: &random) == 0 { driver.wait(.milliseconds(600)) }
            if Int.random(in: 0..<200, using: &random) == 0 { driver.show(stories.randomElement(using: &random)!) }
            let isMeant = Int.random(in: 0..<15, using: &random) == 0
            let keys = isMeant ? nearly(&random) : [key(&random)]
            for key in keys {
                let before = driver.commands.count
                // What came before the last Esc is forgotten: it closed every form.
                history = key == .escape ? [] : history + [key]
                if isMeant { driver.wait(.milliseconds(300)) }
                driver.press(key)
                for command in driver.commands[before...] {
                    let ways = Self.needed(for: command, driver.snapshot.settings)
                    let isEnough = ways.contains { contains(history, $0) }
                    #expect(isEnough, "seed \(seed): \(driver.snapshot.settings.system) \(command) after too few keys")
                    if case .confirm = command { reached += 1 }
                }
            }
        }
        return reached
    }

    @Test(arguments: 0..<24) func nothingShorterThanTheFullConfirmationReachesLevel3(_ seed: Int) {
        _ = Self.run(seed)
    }

    @Test func theRandomKeysDoReachIt() {
        #expect((0..<24).contains { Self.run($0) > 0 })
    }

    @Test func theFullConfirmationIsReachedAmongNoise() {
        var driver = Driver(Sample.firstAlarm())
        for key in "ABCD[O2~H".map({ Key.character($0) }) { driver.press(key) }
        driver.press(.escape)
        driver.fill("ams2")
        driver.press(.enter)
        #expect(driver.confirmations.count == 1)
    }

    @Test(arguments: Array("ABCDFHOPQRSM2~")) func screensRule5ATornSequenceOpensADialogOrAcknowledges(
        _ letter: Character
    ) {
        for story in Self.stories {
            var driver = Driver(story)
            driver.press(.character(letter))
            for action in driver.actions where action != .bell {
                guard case .command(.acknowledge) = action else {
                    Issue.record("\(letter) did \(action)")
                    continue
                }
            }
        }
    }
}
