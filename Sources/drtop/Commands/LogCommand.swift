import ArgumentParser
import Drivers
import Engine
import Foundation
import RecoveryCore

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "log", abstract: "The journal of a system.")

    @Argument(help: "The settings file of the system.")
    var file: String?

    @Flag(help: "One JSON object a line.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Only what is not older: 90s, 15m, 2h, 7d, or a UTC time like 2026-01-31T03:12:41Z.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("At most so many entries, the newest.", valueName: "count"))
    var last: Int?

    @OptionGroup var place: StateArguments

    func validate() throws {
        if let last, last < 1 { throw ValidationError("--last takes a count from 1") }
        if let since, Self.moment(since) == nil {
            throw ValidationError("--since \(since) is no time: 90s, 15m, 2h, 7d, or UTC")
        }
    }

    func run() throws {
        var place = place
        if let file { place.settings = file }
        do {
            let reader = try JournalReader(in: try place.folder())
            if let last {
                for record in try reader.newest(last) where record.wallTime >= from { show(record) }
                return
            }
            var after: Int64 = 0
            while true {
                let records = try reader.entries(since: from, after: after)
                guard let end = records.last else { break }
                records.forEach(show)
                after = end.number
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure("there is no journal to read: \(error)")
        }
    }

    private var from: Double { since.flatMap(Self.moment) ?? 0 }

    /// Seconds since 1970.
    private static func moment(_ text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()), count >= 0 {
            return Date().timeIntervalSince1970 - count * unit
        }
        return ISO8601DateFormatter().date(from: text)?.timeIntervalSince1970
    }

    private func show(_ record: JournalRecord) {
        guard json else {
            let time = Date(timeIntervalSince1970: record.wallTime)
                .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
            print("\(time)  \(record.entry?.words ?? record.body)")
            return
        }
        print(
            "{\"number\":\(record.number),\"kind\":\"\(record.kind)\",\"time\":\(record.wallTime),\"entry\":\(record.body)}"
        )
    }
}
