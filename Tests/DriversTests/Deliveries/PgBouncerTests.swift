import Foundation
import Glibc
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

/// A real PgBouncer: its database follows the document.
struct PgBouncerTests {
    @Test func `a delivery moves the database, and PgBouncer shows it`() async throws {
        let folder = try ShortFolder()
        chmod(folder.path, 0o777)  // Its socket goes in here.
        let port = try freePort()
        let databases = try folder.write("databases.ini", "[databases]\n")
        let settings = try folder.write(
            "pgbouncer.ini",
            """
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir = \(folder.path)
            auth_type = trust
            auth_file = \(try folder.write("users.txt", "\"pgbouncer\" \"\"\n"))
            admin_users = pgbouncer
            %include \(databases)

            """)
        let server = try RealServer("/usr/sbin/pgbouncer", [settings], in: folder.path, as: "postgres")
        try server.listens(on: port)
        var caller = Caller(id: CallerID(0), name: "checkout", uses: [0])
        caller.deliveries = [
            .pgbouncer(
                file: databases,
                databases: [PgBouncerDatabase(service: "orders", name: "shop", options: "dbname=orders")],
                admin: "\(folder.path)/.s.PGSQL.\(port)", user: "pgbouncer")
        ]
        func deliver(_ address: String, epoch: Epoch) async -> DeliveryOutcome {
            let endpoint = ConfigurationInformation.Endpoint(
                service: "orders", interface: "postgres", node: "n", address: address)
            return await Deliveries(issued: { _ in "2026-01-01T00:00:00Z" }).deliver(
                ConfigurationInformation(
                    system: "orders", caller: "checkout", epoch: epoch, cluster: "ams2", endpoints: [endpoint]),
                to: caller)
        }
        #expect(await deliver("127.0.0.1:5433", epoch: 1) == .applied)
        #expect(await deliver("10.2.0.11:6432", epoch: 2) == .applied)
        let text = try String(contentsOfFile: databases, encoding: .utf8)
        #expect(text.contains("shop = host=10.2.0.11 port=6432 dbname=orders"))

        // A file that PgBouncer does not include is noticed by reading back.
        caller.deliveries = [
            .pgbouncer(
                file: "\(folder.path)/elsewhere.ini",
                databases: [PgBouncerDatabase(service: "orders", name: "shop", options: "dbname=orders")],
                admin: "\(folder.path)/.s.PGSQL.\(port)", user: "pgbouncer")
        ]
        guard case .failed(let why) = await deliver("10.2.0.99:6432", epoch: 3) else {
            return #expect(Bool(false), "what was not read back is applied")
        }
        #expect(why.contains("does its ini include"))
    }
}
