import Foundation
import RecoveryCore
import Screen
import Testing

@testable import Dashboard

/// Screens as pictures, text and a map of the roles: files beside this one. `RECORD=1 swift test --filter Picture` writes them anew; look at
/// the difference before you commit it.
@Suite struct PictureTests {
    struct Picture: CustomTestStringConvertible {
        var name: String
        var snapshot: Snapshot?
        var keys: [Key] = []
        /// Of these, given at once, or after the form's gate.
        var typed = ""
        var demo: DemoStatus?

        var testDescription: String { name }
    }

    static let sizes = [
        (Size(columns: 80, rows: 24), GlyphSet.ascii, "80x24"), (Size(columns: 120, rows: 40), .unicode, "120x40"),
        (Size(columns: 40, rows: 12), .ascii, "40x12"), (Size(columns: 40, rows: 12), .unicode, "40x12-unicode"),
        (Size(columns: 80, rows: 24), .unicode, "80x24-unicode"),
    ]

    static let pictures: [Picture] = [
        Picture(name: "starting", snapshot: nil),
        Picture(name: "normal", snapshot: Sample.normal()),
        Picture(
            name: "demo", snapshot: Sample.normal(Sample.settings(nodes: 3)),
            demo: DemoStatus(writesPerSecond: 210, failingPerSecond: 0, acknowledged: 12_345)),
        Picture(name: "stale", snapshot: stale(Sample.normal())),
        Picture(name: "first-alarm", snapshot: Sample.firstAlarm()),
        Picture(name: "plan-locked", snapshot: Sample.firstAlarm(), keys: [.character("F")]),
        Picture(name: "plan-typing", snapshot: Sample.firstAlarm(), keys: [.character("F")], typed: "am"),
        Picture(name: "plan-unlocked", snapshot: Sample.firstAlarm(), keys: [.character("F")], typed: "ams2"),
        Picture(name: "plan-stale", snapshot: stale(Sample.firstAlarm()), keys: [.character("F")], typed: "am"),
        Picture(name: "no-backup", snapshot: Sample.noBackup()),
        Picture(name: "no-backup-why", snapshot: Sample.noBackup(), keys: [.character("F")]),
        Picture(name: "old-primary-back", snapshot: Sample.oldPrimaryBack()),
        Picture(name: "reverse-plan", snapshot: Sample.oldPrimaryBack(), keys: [.character("R")], typed: "fra1"),
        Picture(name: "reverse-synchronizing", snapshot: Sample.reverseSynchronizing()),
        Picture(name: "reverse-steps", snapshot: Sample.reverseSynchronizing(), keys: [.character("R")]),
        Picture(name: "stuck", snapshot: Sample.stuck(), keys: [.character("F")]),
        Picture(name: "cut-off", snapshot: Sample.cutOff()),
        Picture(name: "ten-thousand", snapshot: Sample.normal(Sample.tenThousand())),
        Picture(name: "ten-thousand-alarm", snapshot: Sample.firstAlarm(Sample.tenThousand())),
        Picture(
            name: "ten-thousand-plan", snapshot: Sample.firstAlarm(Sample.tenThousand()), keys: [.character("F")],
            typed: "am"),
        Picture(
            name: "four-clusters", snapshot: Sample.normal(Sample.settings(clusters: ["fra1", "ams2", "par1", "lon1"]))),
        Picture(name: "help", snapshot: Sample.firstAlarm(), keys: [.character("?")]),
        Picture(name: "why", snapshot: Sample.normal(), keys: [.character("w")]),
        Picture(name: "quit", snapshot: Sample.normal(), keys: [.character("q")]),
        Picture(
            name: "node-details", snapshot: Sample.firstAlarm(),
            keys: [.tab, .character("j"), .character("j"), .enter]),
        Picture(name: "palette", snapshot: Sample.firstAlarm(), keys: [.character(":")]),
        Picture(
            name: "palette-typed", snapshot: Sample.normal(), keys: [.character(":")] + "mode".map { .character($0) }),
        Picture(
            name: "shelve", snapshot: Sample.firstAlarm(),
            keys: [.down, .character("s")] + "known, see 4711".map { .character($0) } + [.tab]),
        Picture(name: "acknowledge-all", snapshot: Sample.firstAlarm(), keys: [.character("A"), .down]),
        Picture(
            name: "filtered-nodes", snapshot: Sample.firstAlarm(),
            keys: [.tab, .character("/")] + "!state:up".map { .character($0) } + [.enter, .character("e")]),
        Picture(
            name: "ten-thousand-list", snapshot: Sample.firstAlarm(Sample.tenThousand()),
            keys: [.tab, .character("z"), .character("z"), .character("o"), .character("e")]),
        Picture(
            name: "ten-thousand-nodes", snapshot: Sample.firstAlarm(Sample.tenThousand()),
            keys: [.tab, .character("z"), .character("e")]),
        Picture(name: "frozen", snapshot: Sample.firstAlarm(), keys: [.character("f")]),
        Picture(name: "journal", snapshot: Sample.firstAlarm(), keys: [.character("l"), .up, .up]),
        Picture(name: "graph", snapshot: Sample.firstAlarm(), keys: [.character("g")]),
        Picture(name: "callers", snapshot: Sample.firstAlarm(), keys: [.character("c"), .down, .down]),
        Picture(name: "callers-behind", snapshot: Sample.converging(), keys: [.character("c"), .down]),
        Picture(
            name: "send-again", snapshot: Sample.converging(),
            keys: [.character("c"), .down, .down, .character("d"), .down]),
        Picture(name: "operators", snapshot: Sample.twoOperators(), keys: [.character("W")]),
        Picture(name: "came-back-empty", snapshot: Sample.cameBack(), keys: [.enter], typed: "a01"),
        Picture(
            name: "came-back-with-other-data", snapshot: Sample.cameBack(with: OwnWrites(bytes: 23_000, commands: 230)),
            keys: [.enter, .down, .down]),
        Picture(name: "themes", snapshot: Sample.firstAlarm(), keys: [.character("t"), .down]),
        Picture(name: "cluster-details", snapshot: Sample.firstAlarm(), keys: [.tab, .enter]),
        Picture(name: "alarm-details", snapshot: Sample.firstAlarm(), keys: [.enter]),
    ]

    private static func stale(_ snapshot: Snapshot) -> Snapshot {
        var snapshot = snapshot
        snapshot.at = Sample.ago(.seconds(4))
        return snapshot
    }

    static func frame(_ picture: Picture, _ size: Size, _ glyphs: GlyphSet) -> Frame {
        let isDemo = picture.demo != nil
        var dashboard = Dashboard(
            options: DashboardOptions(
                banner: isDemo ? "DEMO" : nil, glyphs: glyphs, themes: ["default-dark", "night", "mono"],
                theme: "default-dark"), demo: picture.demo)
        dashboard.size = size
        dashboard.journal.append(Sample.journal)
        let earlier = Sample.ago(.seconds(1))
        if let snapshot = picture.snapshot { _ = dashboard.observe(snapshot, now: earlier) }
        for key in picture.keys { _ = dashboard.handle(key, snapshot: picture.snapshot, now: earlier) }
        dashboard.presented(now: earlier)
        if !picture.typed.isEmpty {
            for key in [Key.tab] + picture.typed.map({ .character($0) }) {
                _ = dashboard.handle(key, snapshot: picture.snapshot, now: Sample.now)
            }
        }
        return dashboard.draw(
            size: size, snapshot: picture.snapshot, now: Sample.now, wallclock: Sample.wallclock)
    }

    @Test(arguments: pictures) func theScreenLooksAsItsPicture(_ picture: Picture) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Pictures")
        for (size, glyphs, name) in Self.sizes {
            let canvas = Self.frame(picture, size, glyphs).canvas
            let drawn = canvas.picture + RoleMap(canvas: canvas).text
            let file = folder.appendingPathComponent("\(picture.name)-\(name).txt")
            if ProcessInfo.processInfo.environment["RECORD"] == "1" {
                try drawn.write(to: file, atomically: true, encoding: .utf8)
                continue
            }
            let stored = try String(contentsOf: file, encoding: .utf8)
            guard stored != drawn else { continue }
            let pairs = zip(
                stored.split(separator: "\n", omittingEmptySubsequences: false),
                drawn.split(separator: "\n", omittingEmptySubsequences: false))
            let difference = pairs.enumerated().filter { $1.0 != $1.1 }.map { "\($0)- \($1.0)\n\($0)+ \($1.1)" }
            Issue.record(
                "\(file.lastPathComponent) differs; if it is meant, RECORD=1:\n\(difference.joined(separator: "\n"))")
        }
    }
}
