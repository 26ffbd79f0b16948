import Glibc
import RecoveryCore

/// Who drtop is to the storage. Secrets are named, never written: every description of one is dots.
package struct Credentials: Hashable, Sendable {
    /// For heartbeats and reports.
    package var monitor: Login?
    /// For orders; `monitor` serves where it is absent.
    package var control: Login?
    /// For the link between the nodes.
    package var sync: Login?
    /// By caller: what it shows to the interface.
    package var tokens: [String: Secret] = [:]

    /// With what the webhooks are signed.
    package var webhooks: [WebhookName: Secret] = [:]

    package struct WebhookName: Hashable, Sendable {
        package var caller: String
        package var url: String

        package init(caller: String, url: String) {
            self.caller = caller
            self.url = url
        }
    }

    package init(monitor: Login? = nil, control: Login? = nil, sync: Login? = nil) {
        self.monitor = monitor
        self.control = control
        self.sync = sync
    }
}

package struct Login: Hashable, Sendable {
    /// nil: the storage's default user.
    package var user: String?
    package var password: Secret?

    package init(user: String?, password: Secret?) {
        self.user = user
        self.password = password
    }
}

/// A text that must not reach a screen, a journal or a log. Only `reveal` gives it away.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var reveal: String { text }
    package var description: String { "..." }
    package var debugDescription: String { "..." }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SettingsReader {
    /// A secret is short; a larger file is none.
    private static let longestSecret = 4096

    func credentials(_ root: SettingsSection) -> Credentials {
        var credentials = Credentials()
        credentials.tokens = tokens
        credentials.webhooks = webhooks
        credentials.monitor = section(root, "monitor", .login).flatMap(login)
        credentials.control = section(root, "control", .login).flatMap(login)
        // Its other keys were read, and their faults reported, with the rest of `sync`.
        if let node = root.values["sync"], case .mapping(let mapping) = node {
            var sync = SettingsSection(path: "sync", place: document.place(node), values: [:])
            for key in ["user", "password-file"] { sync.values[key] = mapping[key] }
            if !sync.values.isEmpty { credentials.sync = login(sync) }
        }
        return credentials
    }

    private func login(_ section: SettingsSection) -> Login? {
        let user = text(section, "user")
        if let user {
            _ = parse(user, TextForm.label)
            note("\(section.path).user", user.text, user.place)
        }
        let file = text(section, "password-file")
        let variable = text(section, "password-env")
        if let file, variable != nil {
            fault(file.place, "both password-file and password-env", "keep one of them")
        }
        if file == nil, variable == nil, section.values["password-file"] == nil, section.values["password-env"] == nil {
            fault(section.place, "\(section.path) has no password", "name one: password-file or password-env")
        }
        if let file { note("\(section.path).password-file", absolute(file.text), file.place) }
        if let variable { note("\(section.path).password-env", variable.text, variable.place) }
        return Login(user: user?.text, password: file.flatMap(secret(file:)) ?? variable.flatMap(secret(variable:)))
    }

    func secret(file: Located) -> Secret? {
        let path = absolute(file.text)
        let contents: BoundedFile.Contents
        do {
            contents = try BoundedFile.read(path, limit: Self.longestSecret)
        } catch {
            fault(file.place, "the secret cannot be read: \(error)", "name a file that only drtop's user can read")
            return nil
        }
        guard contents.mode & 0o077 == 0 else {
            fault(
                file.place, "others can read the secret \(path) (mode \(String(contents.mode & 0o777, radix: 8)))",
                "chmod 600 \(path)")
            return nil
        }
        var bytes = contents.bytes[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            fault(file.place, "the secret \(path) is not UTF-8", "write one line of text")
            return nil
        }
        return secret(text, file.place, "the secret \(path)")
    }

    private func secret(variable: Located) -> Secret? {
        guard let text = environment[variable.text] else {
            fault(
                variable.place, "the environment has no \(TextForm.quoted(variable.text))",
                "set it, or use password-file")
            return nil
        }
        return secret(text, variable.place, "the variable \(variable.text)")
    }

    private func secret(_ text: String, _ place: Place, _ what: String) -> Secret? {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(TextForm.isPlain) else {
            fault(place, "\(what) is empty or holds control characters", "write one line of text")
            return nil
        }
        return Secret(text)
    }
}
