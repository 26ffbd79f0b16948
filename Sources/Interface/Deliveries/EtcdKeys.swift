import Foundation
import RecoveryCore

/// Puts documents under keys of an etcd, by its JSON gateway; what comes within a moment goes in few transactions.
package actor EtcdKeys {
    /// etcd's own limit (`--max-txn-ops`).
    private static let mostOperations = 128
    /// How long the first waits for others. The gateway takes about as long for one key as for a hundred.
    private static let gathering = Duration.milliseconds(5)

    private struct Put {
        var key: String
        var value: String
        var end: CheckedContinuation<DeliveryOutcome, Never>
    }

    private let client: WebClient
    private var waiting: [[String]: [Put]] = [:]

    package init(_ client: WebClient) {
        self.client = client
    }

    /// Applied: the key holds the document, as the transaction itself read it back.
    package func put(_ endpoints: [String], key: String, _ document: String) async -> DeliveryOutcome {
        await withCheckedContinuation { end in
            let isFirst = waiting[endpoints] == nil
            waiting[endpoints, default: []].append(Put(key: key, value: document, end: end))
            guard isFirst else { return }
            // Ends when all who waited have been answered.
            Task {
                // Never cancelled: nobody has this task.
                try? await Task.sleep(for: Self.gathering)
                await send(to: endpoints)
            }
        }
    }

    private func send(to endpoints: [String]) async {
        let puts = waiting.removeValue(forKey: endpoints) ?? []
        // All at once: etcd writes to its disk for many transactions together. No caller has two deliveries under way, so
        // none overtakes another of the same key.
        await withTaskGroup { group in
            // A put and its reading back are two operations.
            for start in stride(from: 0, to: puts.count, by: Self.mostOperations / 2) {
                let batch = Array(puts[start..<min(puts.count, start + Self.mostOperations / 2)])
                group.addTask {
                    let outcomes = await self.transact(batch, endpoints)
                    for (put, outcome) in zip(batch, outcomes) { put.end.resume(returning: outcome) }
                }
            }
        }
    }

    private nonisolated func transact(_ puts: [Put], _ endpoints: [String]) async -> [DeliveryOutcome] {
        let operations = puts.flatMap { put in
            [
                Operation(requestPut: Operation.Pair(key: put.key.base64, value: put.value.base64)),
                Operation(requestRange: Operation.Key(key: put.key.base64)),
            ]
        }
        guard let data = try? JSONEncoder().encode(Transaction(success: operations)) else {  // Texts always encode.
            preconditionFailure("a transaction does not encode")
        }
        let body = String(decoding: data, as: UTF8.self)
        var troubles: [String] = []
        for endpoint in endpoints {
            do throws(WebClient.Trouble) {
                let answer = try await client.post("\(endpoint)/v3/kv/txn", body)
                guard answer.isGood else {
                    troubles.append("\(endpoint) \(answer.words)")
                    continue
                }
                return outcomes(puts, Data(answer.body.readableBytesView), endpoint)
            } catch {
                troubles.append("\(endpoint): \(error.text)")
            }
        }
        return puts.map { _ in .failed("etcd " + troubles.joined(separator: "; ")) }
    }

    private nonisolated func outcomes(_ puts: [Put], _ body: Data, _ endpoint: String) -> [DeliveryOutcome] {
        let trouble = DeliveryOutcome.failed("etcd \(endpoint) gives an answer that is not understood")
        guard let result = try? JSONDecoder().decode(Result.self, from: body) else {  // Told as the outcome.
            return puts.map { _ in trouble }
        }
        let values = (result.responses ?? []).compactMap { $0.responseRange?.kvs?.first?.value }
        guard result.succeeded == true, values.count == puts.count else { return puts.map { _ in trouble } }
        return zip(puts, values).map { put, value in
            value == put.value.base64 ? .applied : .failed("etcd \(endpoint): \(put.key) holds something else")
        }
    }

    private struct Transaction: Encodable {
        var success: [Operation]
    }

    private struct Operation: Encodable {
        struct Pair: Encodable {
            var key: String
            var value: String
        }

        struct Key: Encodable {
            var key: String
        }

        var requestPut: Pair?
        var requestRange: Key?
    }

    private struct Result: Decodable {
        struct Response: Decodable {
            var responseRange: Range?

            enum CodingKeys: String, CodingKey { case responseRange = "response_range" }
        }

        struct Range: Decodable {
            var kvs: [Pair]?
        }

        struct Pair: Decodable {
            var value: String?
        }

        var succeeded: Bool?
        var responses: [Response]?
    }
}

extension String {
    fileprivate var base64: String { Data(utf8).base64EncodedString() }
}
