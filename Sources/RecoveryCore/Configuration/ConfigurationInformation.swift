/// Which interface and which addresses one caller must use now: a caller gets only what it needs (M10).
package struct ConfigurationInformation: Hashable, Codable, Sendable {
    package var system: String
    package var caller: String
    package var epoch: Epoch
    /// The primary cluster of this epoch.
    package var cluster: String
    /// In the order of the caller's services, then of their nodes.
    package var endpoints: [Endpoint]

    package init(system: String, caller: String, epoch: Epoch, cluster: String, endpoints: [Endpoint]) {
        self.system = system
        self.caller = caller
        self.epoch = epoch
        self.cluster = cluster
        self.endpoints = endpoints
    }

    package struct Endpoint: Hashable, Codable, Sendable {
        package var service: String
        package var interface: String
        package var node: String
        package var address: String

        package init(service: String, interface: String, node: String, address: String) {
            self.service = service
            self.interface = interface
            self.node = node
            self.address = address
        }
    }

    /// Names this content: the caller shows it when it says that it uses it. The epoch is part of it.
    package var fingerprint: String {
        var print = Fingerprint()
        print.add(system, caller, String(epoch), cluster)
        for endpoint in endpoints {
            print.add(endpoint.service, endpoint.interface, endpoint.node, endpoint.address)
        }
        return print.long
    }
}

/// What the configuration centre makes the truth in one transaction, guarded by the epoch before it.
package struct Publication: Hashable, Codable, Sendable {
    package var epoch: Epoch
    package var cluster: ClusterID
    package var clusterName: String
    package var information: [ConfigurationInformation]
    /// The confirmation that this consumes, in the same transaction (I5); nil for the first epoch and for changed settings.
    package var consumes: Confirmation?

    package init(
        epoch: Epoch, cluster: ClusterID, clusterName: String, information: [ConfigurationInformation],
        consumes: Confirmation?
    ) {
        self.epoch = epoch
        self.cluster = cluster
        self.clusterName = clusterName
        self.information = information
        self.consumes = consumes
    }
}

/// An operator's (or the automatic policy's) word for one plan: good for its fingerprint and its epoch, once.
package struct Confirmation: Hashable, Codable, Sendable {
    package var kind: RoleChangeKind
    package var fingerprint: String
    package var target: ClusterID
    /// The epoch in force when it was given.
    package var epoch: Epoch
    package var `operator`: String

    package init(
        kind: RoleChangeKind, fingerprint: String, target: ClusterID, epoch: Epoch, operator: String
    ) {
        self.kind = kind
        self.fingerprint = fingerprint
        self.target = target
        self.epoch = epoch
        self.operator = `operator`
    }
}
