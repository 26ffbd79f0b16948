import Foundation
import Screen

/// `:picture`: a screen as three files in the folder where the program was started.
enum SavedPicture {
    /// Returns what the operator reads.
    static func save(_ canvas: Canvas, theme: Theme, system: String, wallTime: Double) -> (
        words: String, isRefusal: Bool
    ) {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        let name = "drtop-\(system)-\(formatter.string(from: Date(timeIntervalSince1970: wallTime)))"
        let files = [
            ("txt", canvas.picture), ("ans", Picture.ansi(canvas, theme: theme)),
            ("svg", Picture.svg(canvas, theme: theme, title: name)),
        ]
        do {
            for (kind, text) in files { try text.write(toFile: "\(name).\(kind)", atomically: true, encoding: .utf8) }
        } catch {
            return ("the picture was not saved: \(error.localizedDescription)", true)
        }
        return ("saved \(name).txt, .ans and .svg in \(FileManager.default.currentDirectoryPath)", false)
    }
}
