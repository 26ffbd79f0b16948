import Foundation
import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import RecoveryCore
import Synchronization

/// The HTTP interface of one system: a Unix socket in the state folder for operators, and an address for callers (and
/// operators with tokens) where the settings give one.
package struct Interface: Sendable {
    /// Where callers and operators with tokens come in.
    package struct Listening: Sendable {
        package var host: String
        package var port: Int
        package var names: [String]
        package var certificate: String?
        package var key: String?
        package var doorkeeper: Doorkeeper

        package init(
            host: String, port: Int, names: [String] = [], certificate: String? = nil, key: String? = nil,
            doorkeeper: Doorkeeper
        ) {
            self.host = host
            self.port = port
            self.names = names
            self.certificate = certificate
            self.key = key
            self.doorkeeper = doorkeeper
        }
    }

    private let operators: OperatorRoutes
    private let callers: CallerRoutes?
    private let socket: String
    private let listening: Listening?
    private let mostConnections: Int
    private let patience: Duration
    private let meter: Meter

    /// What `mostConnections` is where there are descriptors enough.
    package static let manyConnections = 12_000

    /// - Parameters:
    ///   - socket: the path of the Unix socket.
    ///   - mostConnections: at once, of all who come in by `listening`; who is more is turned away. The Unix socket has places
    ///     of its own, so that nobody can shut the operators out.
    ///   - patience: a connection whose reader takes nothing for so long is closed.
    ///   - meter: what the metrics are read off, and counts who did not come in.
    ///   - hear: callers' words, for the engine.
    package init(
        system: String, states: Newest<Snapshot>, desk: CommandDesk, attendance: Attendance, documents: DocumentBoard,
        socket: String, listening: Listening?, mostConnections: Int = Interface.manyConnections,
        patience: Duration = .seconds(30), meter: Meter,
        hear: @escaping @Sendable (CallerWord) -> Void, now: @escaping @Sendable () -> Instant
    ) {
        operators = OperatorRoutes(
            states: states, desk: desk, attendance: attendance,
            metrics: { Metrics.text($0, meter, at: now()) }, now: now)
        callers = CallerRoutes(system: system, documents: documents, hear: hear)
        self.socket = SocketPath.reachable(socket)
        self.listening = listening
        self.mostConnections = mostConnections
        self.patience = patience
        self.meter = meter
    }

    /// The path of a system's socket in its state folder.
    package static func socket(in folder: String) -> String { "\(folder)/operators" }

    /// All routes, for the tests that go through them.
    package var routes: [Route] { operators.table + (callers?.table ?? []) }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter isReady: called once, when all sockets listen.
    /// - Throws: `InterfaceFault`: an address cannot be listened on.
    package func run(isReady: @escaping @Sendable () -> Void) async throws(InterfaceFault) {
        let bells = Counter(listening == nil ? 1 : 2, then: isReady)
        let local = server(
            Gate(routes: operators.table, hosts: Self.localHosts, doorkeeper: nil),
            at: .unixDomainSocket(path: socket), guarded(tls: nil, places: Self.localConnections),
            onRunning: { [socket] in
                chmod(socket, 0o600)
                bells.ring()
            })
        var services: [(String, @Sendable () async throws -> Void)] = [(socket, local)]
        if let listening {
            let remote = server(
                Gate(routes: routes, hosts: try listening.hosts(), doorkeeper: listening.doorkeeper),
                at: .hostname(listening.host, port: listening.port),
                guarded(tls: try listening.tls(), places: mostConnections),
                onRunning: { bells.ring() })
            services.append(("\(listening.host):\(listening.port)", remote))
        }
        defer { unlink(socket) }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (place, service) in services {
                    group.addTask {
                        do {
                            try await service()
                        } catch is CancellationError {
                            return
                        } catch {
                            throw InterfaceFault(description: "cannot listen on \(place): \(Self.words(error))")
                        }
                    }
                }
                // Not `waitForAll`: that one waits for the sockets that do listen before it tells of the one that cannot.
                while try await group.next() != nil {}
            }
        } catch let fault as InterfaceFault {
            throw fault
        } catch {
            throw InterfaceFault(description: "\(error)")
        }
    }

    /// A connection that says nothing, or not all of a request, is closed after this.
    private static let channel = HTTP1Channel.Configuration(
        idleTimeout: .seconds(10),
        httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    /// On the Unix socket: dashboards, commands and whoever fetches the metrics.
    private static let localConnections = 128
    /// What `curl --unix-socket` and others write when there is no host.
    private static let localHosts: Set<String> = ["localhost", "drtop"]

    private func server(
        _ gate: Gate, at address: BindAddress, _ builder: HTTPServerBuilder,
        onRunning: @escaping @Sendable () -> Void
    ) -> @Sendable () async throws -> Void {
        var logger = Logger(label: "drtop.interface")
        logger.logLevel = .critical
        let application = Application(
            responder: gate, server: builder,
            configuration: ApplicationConfiguration(address: address, serverName: nil, backlog: 1024),
            onServerRunning: { [meter] socket in
                // A socket that is closed already accepts nothing that could go wrong.
                try? await socket.eventLoop.submit {
                    try socket.pipeline.syncOperations.addHandler(AcceptPause(meter), position: .first)
                }.get()
                onRunning()
            }, logger: logger)
        return { try await application.run() }
    }

    private func guarded(tls: TLSConfiguration?, places count: Int) -> HTTPServerBuilder {
        let places = Places(count)
        let (patience, meter) = (TimeAmount(patience), meter)
        let refusal = tls == nil ? Self.tooMany : ByteBuffer()
        @Sendable func guarded(_ base: some ServerChildChannel) -> any ServerChildChannel {
            GuardedChannel(base: base, places: places, refusal: refusal, patience: patience, meter: meter)
        }
        return HTTPServerBuilder { responder in
            let plain = HTTP1Channel(responder: responder, configuration: Self.channel)
            guard let tls else { return guarded(plain) }
            return guarded(try TLSChannel(plain, tlsConfiguration: tls))
        }
    }

    /// Written before anything is asked.
    private static let tooMany = {
        let body = "{\"error\":\"too many connections are open: close some, or come again later\"}\n"
        return ByteBuffer(
            string: """
                HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 10\r\n\
                Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                """)
    }()

    private static func words(_ error: any Error) -> String {
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        return "\(error)"
    }
}

/// Why the interface cannot be opened, in words.
package struct InterfaceFault: Error, Sendable, CustomStringConvertible {
    package var description: String
}

/// Does something when it was rung so many times.
private final class Counter: Sendable {
    private let left: Mutex<Int>
    private let action: @Sendable () -> Void

    init(_ count: Int, then action: @escaping @Sendable () -> Void) {
        left = Mutex(count)
        self.action = action
    }

    func ring() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { action() }
    }
}

extension Interface.Listening {
    /// What a request may name as its Host: the address as it is written, and the names of the certificate.
    fileprivate func hosts() throws(InterfaceFault) -> Set<String> {
        var hosts: Set<String> = [Self.text(host, port)]
        for name in names + (try certificateNames()) {
            hosts.insert(Self.text(name.lowercased(), port))
            if port == 443 { hosts.insert(name.lowercased()) }
        }
        return hosts
    }

    private static func text(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host.lowercased()):\(port)"
    }

    private func certificateNames() throws(InterfaceFault) -> [String] {
        guard let certificate else { return [] }
        do {
            guard let first = try NIOSSLCertificate.fromPEMFile(certificate).first else { return [] }
            return first._subjectAlternativeNames().compactMap { name in
                switch name.nameType {
                case .dnsName: String(decoding: name.contents, as: UTF8.self)
                default: nil
                }
            }
        } catch {
            throw InterfaceFault(description: "the certificate \(certificate) cannot be used: \(error)")
        }
    }

    /// nil: without.
    fileprivate func tls() throws(InterfaceFault) -> TLSConfiguration? {
        guard let certificate, let key else { return nil }
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            tls.minimumTLSVersion = .tlsv12
            // A key that does not belong to the certificate is told now, not to the first who comes.
            _ = try NIOSSLContext(configuration: tls)
            return tls
        } catch {
            throw InterfaceFault(description: "the certificate \(certificate) with its key cannot be used: \(error)")
        }
    }
}
