import Foundation
import Screen

/// A theme by its name or its file.
enum ThemeArgument {
    static func load(_ argument: String) throws(Failure) -> Theme {
        var catalog = ThemeCatalog.builtIn
        if let theme = catalog.theme(named: argument) { return theme }
        guard argument.contains("/") || argument.hasSuffix(".yaml") else {
            throw Failure(
                "there is no theme \(argument): known are \(catalog.names.joined(separator: ", ")), or name a file",
                code: .usage)
        }
        let text: String
        do {
            text = try String(contentsOfFile: argument, encoding: .utf8)
        } catch {
            throw Failure("the theme \(argument) cannot be read: \(error.localizedDescription)", code: .usage)
        }
        do throws(ThemeFaults) {
            let name = try catalog.add(text, file: argument)
            guard let theme = catalog.theme(named: name) else { throw ThemeFaults(faults: []) }
            return theme
        } catch {
            throw Failure("the theme cannot be used: " + error.faults.map(\.description).joined(separator: "\n"))
        }
    }
}
