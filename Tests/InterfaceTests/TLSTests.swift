import AsyncHTTPClient
import Foundation
import NIOSSL
import RecoveryCore
import TestSupport
import Testing

@testable import Interface

/// Where the interface is not on loopback only.
struct TLSTests {
    @Test func `callers come in by TLS under the certificate's name, and in no other way`() async throws {
        let folder = try TemporaryFolder()
        let (certificate, key) = ("\(folder.path)/certificate.pem", "\(folder.path)/key.pem")
        let status = try await aside {
            let openssl = Process()
            openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            openssl.arguments = [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            ]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
            return openssl.terminationStatus
        }
        #expect(status == 0)

        let documents = DocumentBoard(callers: ["checkout"])
        documents.publish(DocumentBoard.Document(epoch: 1, fingerprint: "f", json: "{\"epoch\":1}"), of: "checkout")
        var doorkeeper = Doorkeeper()
        doorkeeper.admit("token", as: .caller("checkout"))
        let port = try freePort()
        let interface = Interface(
            system: "orders", states: Newest(), desk: CommandDesk { _ in }, attendance: Attendance { _ in },
            documents: documents, socket: "\(folder.path)/operators",
            listening: Interface.Listening(
                host: "127.0.0.1", port: Int(port), certificate: certificate, key: key, doorkeeper: doorkeeper),
            meter: Meter(), hear: { _ in }, now: { .origin })
        let (ready, bell) = AsyncStream.makeStream(of: Void.self)
        let task = Task { try await interface.run { bell.yield() } }
        defer { task.cancel() }
        for await _ in ready { break }

        let client = try CallerClient(
            address: "https://localhost:\(port)", system: "orders", caller: "checkout", token: "token",
            authority: certificate)
        var documentsSeen = client.documents().makeAsyncIterator()
        #expect(try await documentsSeen.next() == "{\"epoch\":1}")
        try await client.applied(1, fingerprint: "f")
        let stranger = try CallerClient(
            address: "https://localhost:\(port)", system: "orders", caller: "checkout", token: "token")
        await #expect(throws: ClientFault.self) { try await stranger.applied(1, fingerprint: "f") }
        let plain = try CallerClient(
            address: "http://localhost:\(port)", system: "orders", caller: "checkout", token: "token")
        await #expect(throws: ClientFault.self) { try await plain.applied(1, fingerprint: "f") }
    }
}
