import RecoveryCore

/// Where callers, and operators from afar, find the interface.
package struct InterfaceSettings: Hashable, Sendable {
    package var listen: NodeAddress
    /// Paths of PEM files; both, or none on loopback.
    package var certificate: String?
    package var key: String?
    /// Further names by which it is reached.
    package var names: [String] = []
    package var operators: [RemoteOperator] = []

    package struct RemoteOperator: Hashable, Sendable {
        package enum Role: String, Hashable, Sendable, CaseIterable { case observe, acknowledge, operate }

        package var name: String
        package var role: Role
        package var token: Secret
    }
}

extension SettingsReader {
    func interface(_ root: SettingsSection) -> InterfaceSettings? {
        guard let section = section(root, "interface", .interface),
            let located = required(section, "listen", "write listen: \"127.0.0.1:7420\""),
            let listen = parse(located, TextForm.address)
        else { return nil }
        note("interface.listen", listen.description, located.place)
        var interface = InterfaceSettings(listen: listen)
        let certificate = text(section, "certificate")
        let key = text(section, "key")
        interface.certificate = certificate.map { absolute($0.text) }
        interface.key = key.map { absolute($0.text) }
        if (certificate == nil) != (key == nil) {
            fault((certificate ?? key ?? located).place, "a certificate needs its key", "write certificate: and key:")
        }
        if certificate == nil, key == nil, !Self.isLoopback(listen.host) {
            fault(
                located.place, "\(listen.host) is not loopback: without TLS, tokens could be read on the way",
                "add certificate: and key:, or listen on 127.0.0.1")
        }
        if let path = interface.key, let place = key?.place { checkPrivate(path, place) }
        interface.names = names(section, "names").map(\.text)
        var operators: Set<String> = []
        for node in list(section, "operators") {
            guard let found = remoteOperator(node) else { continue }
            if !operators.insert(found.name).inserted {
                fault(document.place(node), "the operator \(found.name) is there twice", "keep one of them")
            }
            interface.operators.append(found)
        }
        return interface
    }

    private func remoteOperator(_ node: YAMLNode) -> InterfaceSettings.RemoteOperator? {
        guard let section = section(node, "interface operator", .interfaceOperator),
            let name = required(section, "name", "write name: alice").flatMap({ parse($0, TextForm.name) }),
            let file = required(section, "token-file", "write token-file: alice.token"),
            let token = token(file: file)
        else { return nil }
        let role = value(
            section, "role", in: "interface.operators.\(name)", default: InterfaceSettings.RemoteOperator.Role.observe,
            words: \.rawValue, choice())
        return InterfaceSettings.RemoteOperator(name: name, role: role, token: token)
    }

    /// What opens the interface: nobody else's.
    func token(file: Located) -> Secret? {
        guard let secret = secret(file: file) else { return nil }
        if secret.reveal.utf8.count < 16 {
            warnings.append(
                "the token in \(absolute(file.text)) is shorter than 16 characters; make a better one: "
                    + "head -c 24 /dev/urandom | base64")
        }
        if let line = tokenPlaces[secret] {
            fault(file.place, "the token is that of line \(line) too", "give each its own")
        }
        tokenPlaces[secret] = file.place.line
        return secret
    }

    private func checkPrivate(_ path: String, _ place: Place) {
        do {
            guard try BoundedFile.read(path, limit: 1 << 20).mode & 0o077 != 0 else { return }
            fault(place, "others can read the key \(path)", "chmod 600 \(path)")
        } catch {
            fault(place, "the key cannot be read: \(error)", "name a PEM file that drtop's user can read")
        }
    }

    /// `localhost` is what every system has it stand for.
    private static func isLoopback(_ host: String) -> Bool {
        host.hasPrefix("127.") || host == "::1" || host.lowercased() == "localhost"
    }
}
