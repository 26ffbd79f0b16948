import Drivers
import Engine
import Interface
import RecoveryCore

/// The configuration centre, and beside it those who wait at the interface: they are told the moment an epoch is
/// published.
struct Announcer: ConfigurationCentrePort {
    let board: DocumentBoard
    private let centre: EmbeddedCentre

    /// - Parameter inForce: what was published before this process.
    init(_ centre: EmbeddedCentre, _ settings: Settings, inForce: [ConfigurationInformation]) async {
        self.centre = centre
        board = DocumentBoard(callers: settings.callers.map(\.name))
        await announce(inForce)
    }

    func claim(_ confirmation: Confirmation) async -> ClaimOutcome { await centre.claim(confirmation) }

    func publish(_ publication: Publication) async -> PublicationOutcome {
        let outcome = await centre.publish(publication)
        if outcome == .published { await announce(publication.information) }
        return outcome
    }

    /// In the bytes that lie in the centre.
    private func announce(_ information: [ConfigurationInformation]) async {
        var documents: [Epoch: [String: String]] = [:]
        for information in information {
            if documents[information.epoch] == nil {
                documents[information.epoch] = await centre.documents(of: information.epoch)
            }
            guard let json = documents[information.epoch]?[information.caller] else { continue }
            board.publish(
                DocumentBoard.Document(epoch: information.epoch, fingerprint: information.fingerprint, json: json),
                of: information.caller)
        }
    }
}

extension Interface.Listening {
    init(_ settings: InterfaceSettings, _ credentials: Credentials) {
        var doorkeeper = Doorkeeper()
        for (caller, token) in credentials.tokens { doorkeeper.admit(token.reveal, as: .caller(caller)) }
        for remote in settings.operators {
            let role: Permission =
                switch remote.role {
                case .observe: .observe
                case .acknowledge: .acknowledge
                case .operate: .operate
                }
            doorkeeper.admit(remote.token.reveal, as: .operator(name: remote.name, role: role))
        }
        self.init(
            host: settings.listen.host, port: Int(settings.listen.port), names: settings.names,
            certificate: settings.certificate, key: settings.key, doorkeeper: doorkeeper)
    }
}
