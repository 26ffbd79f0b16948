import Foundation
import Glibc
import Screen

/// The themes that can be chosen here: the built-in ones, the operator's own files in `$XDG_CONFIG_HOME/drtop/themes`,
/// and the file that `--theme` names. A file that is saved is read again; a faulty one changes nothing.
@MainActor final class ThemeShelf {
    private(set) var catalog = ThemeCatalog.builtIn
    /// By the theme's name.
    private var files: [String: String] = [:]
    private var saved: Stamp?
    private(set) var current: Theme

    /// - Parameter argument: a name or a file.
    init(_ argument: String, environment: [String: String]) throws(Failure) {
        let home =
            environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "\(environment["HOME"] ?? "")/.config"
        let folder = "\(home)/drtop/themes"
        // No such folder: nobody has themes of their own.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        current = Self.standard
        for name in names.sorted() where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
            do throws(Failure) {
                _ = try read("\(folder)/\(name)")
            } catch {
                // A theme that is not asked for must not keep anybody from the screen; `drtop theme check` tells.
                continue
            }
        }
        if let theme = catalog.theme(named: argument) {
            current = theme
        } else {
            guard argument.contains("/") || argument.hasSuffix(".yaml") else {
                throw Failure(
                    "there is no theme \(argument): known are \(catalog.names.joined(separator: ", ")), or name a file",
                    code: .usage)
            }
            let name = try read(argument)
            guard let theme = catalog.theme(named: name) else {
                preconditionFailure("\(name) was added a moment ago")
            }
            current = theme
        }
        use(current)
    }

    private static var standard: Theme {
        guard let theme = ThemeCatalog.builtIn.theme(named: "default-dark") else {
            preconditionFailure("default-dark is built in")
        }
        return theme
    }

    func theme(named name: String) -> Theme? { catalog.theme(named: name) }

    func use(_ theme: Theme) {
        current = theme
        saved = files[theme.name].flatMap(Self.stamp)
    }

    enum News {
        case saved(Theme)
        case faulty(String)
    }

    /// Whether the file of the theme in use was saved since. The screen is drawn once a second for its clock; this looks
    /// along, so that nothing wakes for a theme.
    func news() -> News? {
        guard let file = files[current.name], let stamp = Self.stamp(file), stamp != saved else { return nil }
        saved = stamp
        do throws(Failure) {
            // Apart: in one expression the catalogue would be looked into as it was before the reading.
            let name = try read(file)
            guard let theme = catalog.theme(named: name), theme != current else { return nil }
            current = theme
            return .saved(theme)
        } catch {
            return .faulty(error.text)
        }
    }

    /// An editor may write a file in place or put another in its place.
    private struct Stamp: Equatable {
        var inode: UInt64
        var seconds: Int
        var nanoseconds: Int
        var size: Int
    }

    private static func stamp(_ file: String) -> Stamp? {
        var status = stat()
        guard stat(file, &status) == 0 else { return nil }
        return Stamp(
            inode: UInt64(status.st_ino), seconds: Int(status.st_mtim.tv_sec),
            nanoseconds: Int(status.st_mtim.tv_nsec), size: Int(status.st_size))
    }

    private func read(_ file: String) throws(Failure) -> String {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw Failure("the theme \(file) cannot be read: \(error.localizedDescription)", code: .usage)
        }
        do throws(ThemeFaults) {
            let name = try catalog.add(text, file: file)
            files[name] = file
            return name
        } catch {
            throw Failure("the theme cannot be used: " + error.faults.map(\.description).joined(separator: "\n"))
        }
    }
}
