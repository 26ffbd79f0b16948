import RecoveryCore

/// Names: looked up with each connection that is made, but never waited for.
extension ProberLoop {
    mutating func lookUp(_ node: Int) {
        guard let name = names[node], names[node]?.beginLook(at: now) == true else { return }
        let inbox = plan.inbox
        resolver.resolve(node: node, host: name.host, port: name.port) { node, finding in
            inbox.post { $0.findings[node] = finding }
        }
    }

    /// The name service has spoken. A question that waited for it goes on.
    mutating func learn(_ node: Int, _ finding: Resolver.Finding) {
        names[node]?.endLook(finding, at: now)
        guard let name = names[node], case .closed = connections[node].link else { return }
        if let endpoint = name.endpoint {
            connections[node].endpoint = endpoint
            if connections[node].isAsked { connect(node) }
        } else if let failure = name.failure, connections[node].isAsked {
            missedName(node, failure)
        }
    }

    mutating func missedName(_ node: Int, _ reason: String) {
        let host = names[node]?.host ?? ""
        settle(node, .missed(.unreachable("no such host \(host): \(reason)")))
    }

    /// The address in use failed; true: the question goes on at the name's next one.
    mutating func turnToNextAddress(_ node: Int) -> Bool {
        guard names[node] != nil else { return false }
        let isLeft = names[node]?.tryNext() == true
        if let endpoint = names[node]?.endpoint { connections[node].endpoint = endpoint }
        return isLeft
    }
}
