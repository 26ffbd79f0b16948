import Foundation
import RecoveryCore

/// POSTs the document to a caller. 2xx with `{"applied": EPOCH}` means that it uses it; another 2xx that it has it.
package struct Webhook: Sendable {
    private let client: WebClient

    package init(_ client: WebClient) {
        self.client = client
    }

    private struct Reply: Decodable {
        var applied: Epoch
    }

    /// One attempt.
    package func deliver(to url: String, _ document: String, _ epoch: Epoch, signature: String?) async
        -> DeliveryOutcome
    {
        let answer: WebClient.Answer
        do throws(WebClient.Trouble) {
            answer = try await client.post(
                url, document, headers: signature.map { [("Drtop-Signature", $0)] } ?? [])
        } catch {
            return .failed("\(url): \(error.text)")
        }
        guard answer.isGood else { return .failed("\(url) \(answer.words)") }
        // Any other answer is an answer too.
        let reply = try? JSONDecoder().decode(Reply.self, from: Data(answer.body.readableBytesView))
        return reply?.applied == epoch ? .applied : .delivered
    }
}
