import RecoveryCore
import Testing

@testable import Interface

/// Several operators at once: each sees who else is there.
@Suite struct AttendanceTests {
    @Test("Whoever follows the snapshots under a name is there until the stream ends")
    func comeAndGo() async throws {
        try await OpenHouse.open { house in
            let client = try OperatorClient(socket: house.folder.path + "/operators")
            func look(_ name: String) -> Task<Void, any Error> {
                Task { for try await _ in client.snapshots(for: name) {} }
            }
            let (eva, ben) = (look("eva"), look("Ben Ümlaut"))
            defer {
                eva.cancel()
                ben.cancel()
            }
            try await eventually("both are there") { house.attendance == ["Ben Ümlaut", "eva"] }
            eva.cancel()
            try await eventually("one has gone") { house.attendance == ["Ben Ümlaut"] }
        }
    }

    @Test("Whoever comes with a token is there under its name")
    func tokens() async throws {
        try await OpenHouse.open { house in
            let follower = Task {
                for try await _ in try await house.events("/v1/snapshot", token: OpenHouse.observer) {}
            }
            defer { follower.cancel() }
            try await eventually("the token's name is there") { house.attendance == ["olga"] }
        }
    }
}
