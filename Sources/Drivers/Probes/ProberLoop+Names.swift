import RecoveryCore

/// Names: looked up with each connection that is made, but never waited for.
extension ProberLoop {
    mutating func lookUp(_ place: Int) {
        guard let name = names[place], names[place]?.beginLook(at: now) == true else { return }
        let inbox = plan.inbox
        resolver.resolve(place: place, host: name.host, port: name.port) { place, finding in
            inbox.post { $0.findings[place] = finding }
        }
    }

    /// The name service has spoken. A question that waited for it goes on.
    mutating func learn(_ place: Int, _ finding: Resolver.Finding) {
        names[place]?.endLook(finding, at: now)
        guard let name = names[place] else { return }
        // Otherwise it is for the next connection.
        if let endpoint = name.endpoint { connections[place].endpoint = endpoint }
        guard case .closed = connections[place].link else { return }
        if name.endpoint != nil {
            if connections[place].isAsked { connect(place) }
        } else if let failure = name.failure, connections[place].isAsked {
            missedName(place, failure)
        }
    }

    mutating func missedName(_ place: Int, _ reason: String) {
        let host = names[place]?.host ?? ""
        settle(place, .missed(.unreachable("no such host \(host): \(reason)")))
    }

    /// The address in use failed; true: the question goes on at the name's next one.
    mutating func turnToNextAddress(_ place: Int) -> Bool {
        guard names[place] != nil else { return false }
        let isLeft = names[place]?.tryNext() == true
        if let endpoint = names[place]?.endpoint { connections[place].endpoint = endpoint }
        return isLeft
    }
}
