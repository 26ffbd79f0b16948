import Glibc
import TestSupport
import Testing

@Suite("drtop serve ends")
struct ServeEndTests {
    @Test("An address of the interface that is taken is told, and nothing goes on without it")
    func takenAddress() async throws {
        let folder = try TemporaryFolder()
        let taken = try ScriptedServer { _, _ in .nothing }
        let engine = try serve(in: folder, more: "interface:\n  listen: \"127.0.0.1:\(taken.port)\"")
        let end = try await eventually("drtop serve ends") { try engine.ended() }
        try check(
            end.status == 1 && end.errors.matches("the interface cannot be opened.*\(taken.port).*in use"), "\(end)")
    }

    @Test("TERM and INT end it also while the journal's disk keeps it from beginning", arguments: [SIGTERM, SIGINT])
    func whileItBegins(number: Int32) async throws {
        let folder = try TemporaryFolder()
        let disk = try FaultyDisk(folder: "\(folder.path)/state")
        disk.fail(.hung)
        let engine = try serve(in: folder, environment: try disk.environment)
        try await eventually("it has taken the system's lock") {
            ProcessState.read("\(folder.path)/state/orders/lock")?.isEmpty == false
        }
        kill(engine.processIdentifier, number)
        let end = try await eventually("drtop serve ends") { try engine.ended() }
        try check(end.status == 0 && end.errors.isEmpty, "\(end)")
    }

    private func serve(
        in folder: TemporaryFolder, more: String = "", environment: [String: String] = [:]
    ) throws -> RunningCommand {
        var system = SystemSettings(a: [("a1", try freePort())], b: [("b1", try freePort())], folder: folder.path)
        system.more = more
        let file = try folder.write("drtop.yaml", system.yaml)
        return try RunningCommand(
            ["serve", file, "--state", "\(folder.path)/state"], environment: environment, in: folder)
    }
}
