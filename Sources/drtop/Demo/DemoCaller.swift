import Drivers
import Engine
import Foundation
import RecoveryCore

/// A program that uses the storage: it reads the addresses that the configuration centre delivered to its file, writes
/// numbered keys there, and counts after each change of address what of the acknowledged ones is missing.
struct DemoCaller: Sendable {
    let name: String
    let file: String
    let ledger: WriteLedger
    private let clock = SystemClock()

    init(name: String, file: String, ledger: WriteLedger) {
        self.name = name
        self.file = file
        self.ledger = ledger
    }

    private static let pause = Duration.milliseconds(20)
    private static let patience = Duration.milliseconds(300)
    /// Callers lose nothing by asking a little later, and the old primary has been fenced by then.
    private static let countingPause = Duration.seconds(2)

    /// Until its task is cancelled: one worker an endpoint, newly made for each document.
    func run() async {
        var current: Data?
        var number = 0
        while !Task.isCancelled {
            // Not delivered yet: the caller waits for its first document.
            guard let data = contents(), data != current, let document = document(in: data) else {
                do { try await Task.sleep(for: Self.pause) } catch { return }
                continue
            }
            let isChange = current != nil
            current = data
            number += 1_000_000  // numbers of different epochs never meet
            await work(document, from: number, counts: isChange, while: data)
        }
    }

    /// Writes to every endpoint of the document until another one is there.
    private func work(_ document: ConfigurationDocument, from first: Int, counts: Bool, while data: Data) async {
        await withTaskGroup(of: Void.self) { group in
            for endpoint in document.endpoints {
                guard let address = NodeAddress(demo: endpoint.address) else { continue }
                let stream = WriteLedger.Stream(caller: name, service: endpoint.service)
                group.addTask { await write(stream, to: address, from: first) }
                if counts { group.addTask { await count(stream, at: address) } }
            }
            while contents() == data {
                do { try await Task.sleep(for: Self.pause) } catch { break }
            }
            group.cancelAll()
        }
    }

    private func contents() -> Data? { FileManager.default.contents(atPath: file) }

    private func document(in data: Data) -> ConfigurationDocument? {
        // drtop renames whole documents into place; anything else is not for this caller.
        try? ConfigurationDocument(json: String(decoding: data, as: UTF8.self))
    }

    private func write(_ stream: WriteLedger.Stream, to address: NodeAddress, from first: Int) async {
        var number = first
        var link: RedisLink?
        while !Task.isCancelled {
            number += 1
            let deadline = clock.now() + Self.patience
            do {
                let open = if let link { link } else { try await RedisLink.connect(to: address, until: deadline) }
                link = open
                let answer = try await open.ask([["SET", stream.key(number), "\(number)"]], until: deadline)
                if answer.first?.text == "OK" {
                    ledger.acknowledge(stream, number, second: second)
                } else {
                    ledger.fail(second: second)
                }
            } catch {
                ledger.fail(second: second)
                await link?.close()
                link = nil
            }
            do { try await Task.sleep(for: Self.pause) } catch { break }
        }
        await link?.close()
    }

    private func count(_ stream: WriteLedger.Stream, at address: NodeAddress) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.countingPause) } catch { return }
            do {
                ledger.setMissing(try await missing(stream, at: address), of: stream)
            } catch {
                continue  // it does not answer now; it is counted again
            }
        }
    }

    private func missing(_ stream: WriteLedger.Stream, at address: NodeAddress) async throws -> Int {
        let link = try await RedisLink.connect(to: address, until: clock.now() + Self.patience)
        let numbers = Array(ledger.acknowledged(stream))
        var missing = 0
        for start in stride(from: 0, to: numbers.count, by: 1000) {
            let keys = numbers[start..<min(start + 1000, numbers.count)].map(stream.key)
            let answer = try await link.ask([["EXISTS"] + keys], until: clock.now() + .seconds(2))
            guard case .integer(let found)? = answer.first else { continue }
            missing += keys.count - Int(found)
        }
        await link.close()
        return missing
    }

    private var second: Int { Int(clock.now().sinceOrigin.seconds) }
}

extension NodeAddress {
    /// The demonstration's own addresses: `127.0.0.1:port`.
    fileprivate init?(demo text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        self.init(host: String(parts[0]), port: port)
    }
}
