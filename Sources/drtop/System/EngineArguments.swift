import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Interface
import RecoveryCore
import Synchronization

/// The running engine that a command talks to.
struct EngineArguments: ParsableArguments {
    @Argument(help: "The settings file of the system.")
    var file: String?

    @OptionGroup var place: StateArguments

    /// - Throws: `ExitCode(3)` after having said that no engine runs.
    func client() throws -> OperatorClient {
        var place = place
        if let file { place.settings = file }
        let folder = try place.folder()
        do throws(ClientFault) {
            return try OperatorClient(socket: Interface.socket(in: folder.path))
        } catch {
            let name = folder.path.split(separator: "/").last.map(String.init) ?? folder.path
            switch error {
            case .noEngine:
                throw Failure(
                    "\(name): no engine runs; start one: drtop serve SETTINGS, or drtop SETTINGS", code: .noEngine)
            case .gone, .refused, .failed: throw Failure("\(name): the engine cannot be reached: \(error)")
            }
        }
    }
}

/// What every command that changes something takes.
struct CommandArguments: ParsableArguments {
    @OptionGroup var author: OperatorArgument
    @OptionGroup var engine: EngineArguments

    /// Hands the command to the engine, and prints its answer.
    func carryOut(_ form: CommandForm) throws {
        var form = form
        form.operator = author.value
        let (client, command) = (try engine.client(), form)
        let key = UUID().uuidString
        let answer = try blocking { try await client.command(command, key: key) }
        guard !answer.refused else { throw Failure("refused: \(answer.answer)") }
        print(answer.answer)
    }
}

/// Waits on this thread for work that goes on elsewhere: a command has nothing else to do.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let ending = Ending<Value>()
    Task.detached {
        do {
            ending.take(.success(try await work()))
        } catch {
            ending.take(.failure(error))
        }
    }
    do {
        return try ending.wait().get()
    } catch let fault as ClientFault {
        throw Failure("\(fault)")
    }
}

/// How work ended, for the one thread that waits for it.
private final class Ending<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let bell = DispatchSemaphore(value: 0)

    func take(_ result: Result<Value, any Error>) {
        self.result.withLock { $0 = result }
        bell.signal()
    }

    func wait() -> Result<Value, any Error> {
        bell.wait()
        guard let result = result.withLock({ $0 }) else { preconditionFailure("the bell rang without a result") }
        return result
    }
}
