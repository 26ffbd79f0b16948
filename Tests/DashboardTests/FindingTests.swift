import RecoveryCore
import Screen
import Testing

@testable import Dashboard

@Suite struct FindingTests {
    private static let fields: Filter.Fields = [
        ("name", "a07"), ("state", "down"), ("zone", "Z7"), ("trouble", "Größe"),
    ]

    @Test(arguments: [
        ("a0", true), ("A07", true), ("!a0", false), ("b", false), ("state:down", true), ("state:up", false),
        ("!state:up", true), ("zone:z7", true), ("zone:z7 !a07", false), ("a0 state:do", true), ("down zone:z", true),
        ("größe", true), ("http://x", false), ("", true), ("!", true), ("state:", true),
    ])
    func wordsMustAllHoldAndFieldsAreNamed(_ text: String, _ isFound: Bool) {
        #expect(Filter(text).matches(Self.fields) == isFound, "\(text)")
    }

    @Test func aFilterShowsWhatMatchesInItsPaneAndEscTakesItBack() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.tab, "/")
        driver.type("!state:down")
        #expect(driver.screen().contains("2 of 12"))
        driver.press(.enter)
        #expect(driver.dashboard.dialog == nil)
        let screen = driver.screen()
        #expect(screen.contains("a04") && screen.contains("a09") && !screen.contains("a05"))
        #expect(screen.contains("FIRST ALARM"), "the other panes are not filtered")
        driver.press(.escape)
        #expect(driver.screen().contains("a05"))
    }

    @Test func whatIsNewAndOfPriority1NoFilterHides() {
        var driver = Driver(Sample.firstAlarm())
        driver.press("/")
        driver.type("nothing like this")
        driver.press(.enter)
        let screen = driver.screen(120, 40)
        #expect(screen.contains("FIRST ALARM: 2 of 12"))
        #expect(!screen.contains("unprotected: no backup"))
    }

    @Test func theListOfNodesIsSortedAndTheSelectionKeepsItsNode() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.tab, "z", "j", "j")
        let node = driver.dashboard.selection.node
        driver.press("o")
        #expect(driver.dashboard.selection.node == node)
        let rows = driver.screen(120, 40).split(separator: "\n").filter { $0.contains(" a0") || $0.contains(" a1") }
        #expect(rows.first?.contains("down") == true)
    }

    @Test func theListDoesNotMoveUnderTheCursorWhileItIsRead() {
        var driver = Driver(Sample.normal())
        driver.press(.tab, "z", "o", "j")
        func order() -> [NodeID] { driver.dashboard.looking.nodes(of: Sample.fra1, driver.snapshot) }
        let before = order()
        driver.wait(.seconds(1))
        driver.press("j")
        var worse = driver.snapshot
        worse.nodes[9].state = .down
        driver.show(worse)
        #expect(order() == before, "it was moved in a moment ago")
        driver.wait(.seconds(11))
        #expect(order().first == NodeID(9))
    }

    @Test func aFloodOfAlarmsIsHeldStillWhileTheOperatorMoves() {
        var driver = Driver(Sample.firstAlarm())
        driver.press(.down)
        let selected = driver.dashboard.selection.alarm
        var flood = Sample.noBackup()
        flood.alarms.removeFirst()
        for number in 10..<15 {
            flood.alarms.insert(
                Sample.alarm(number, .credentials, Sample.ams2, 1, since: .seconds(1), "no. \(number)"), at: 0)
        }
        driver.wait(.seconds(1))
        driver.show(flood)
        let shown = driver.dashboard.feed.alarms.map(\.id.number)
        #expect(shown.prefix(2) == [1, 2], "the rows stay, also of what is over")
        #expect(driver.dashboard.selection.alarm == selected)
        #expect(driver.screen(120, 40).contains("over: FIRST ALARM"))
        #expect(driver.screen(120, 40).contains("6 new below"))
        driver.wait(.seconds(11))
        #expect(driver.dashboard.feed.alarms.map(\.id.number) == flood.alarms.map(\.id.number))
        #expect(driver.dashboard.selection.alarm == selected)
    }

    @Test func whatComesAndGoesIsSaidToChatter() {
        var driver = Driver(Sample.normal())
        for occurrence in 1...3 {
            var snapshot = Sample.normal()
            var alarm = Sample.alarm(occurrence, .syncBehind, Sample.ams2, 2, since: .zero, "ams2 lags")
            alarm.occurrence = occurrence
            alarm.since = driver.now
            snapshot.alarms = [alarm]
            driver.show(snapshot)
            driver.wait(.seconds(20))
            driver.show(Sample.normal())
            driver.wait(.seconds(20))
        }
        #expect(!driver.screen().contains("chatters"))
        var snapshot = Sample.normal()
        var alarm = Sample.alarm(4, .syncBehind, Sample.ams2, 2, since: .zero, "ams2 lags")
        alarm.occurrence = 4
        alarm.since = driver.now
        snapshot.alarms = [alarm]
        driver.show(snapshot)
        #expect(driver.screen(120, 40).contains("chatters: 4 times"))
    }

    @Test(arguments: [
        ("30m", 1800.0), ("1h30m", 5400), ("2d", 172_800), ("45s", 45), ("04:12", 3559), ("03:12", 86_359),
    ])
    func anEndIsALengthOrATimeOfDay(_ text: String, _ seconds: Double) {
        #expect(EndTime.parse(text, wallclock: Sample.wallclock)?.seconds == seconds)
    }

    @Test(arguments: ["", "1", "h", "1x", "1m1h", "1h1h", "-1h", "25:00", "1:2:3", "9999999h", "0m", "١h"])
    func whatIsNoEndIsRefused(_ text: String) {
        #expect(EndTime.parse(text, wallclock: Sample.wallclock) == nil)
    }
}
