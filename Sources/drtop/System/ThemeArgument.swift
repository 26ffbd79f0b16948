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
        let name: String
        do throws(ThemeFaults) {
            name = try catalog.add(text, file: argument)
        } catch {
            throw Failure("the theme cannot be used: " + error.faults.map(\.description).joined(separator: "\n"))
        }
        guard let theme = catalog.theme(named: name) else { preconditionFailure("\(name) was added a moment ago") }
        return theme
    }
}
