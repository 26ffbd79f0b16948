import Foundation
import Synchronization
import Testing

@testable import Engine

struct MailboxTests {
    /// Numbers below zero are never dropped; the others weigh one each.
    private func bounded(_ limit: Int) -> Mailbox<Int> {
        Mailbox(limit: limit) { $0 < 0 ? nil : 1 }
    }

    @Test func `it drops what may be dropped when it is full, nothing else, and tells how many`() {
        let mailbox = bounded(3)
        for number in [0, 1, 2, 3, -1, 4, -2] { mailbox.send(number) }
        let (elements, dropped) = mailbox.take(timeout: .zero)
        #expect(elements == [0, 1, 2, -1, -2] && dropped == 2)
        mailbox.send(5)
        #expect(mailbox.take(timeout: .zero).elements == [5], "taking makes room")
    }

    @Test func `what was dropped is told although nothing else waits`() {
        let mailbox = Mailbox<Int>(limit: 3, weigh: { $0 })
        mailbox.send(4)
        #expect(mailbox.take(timeout: .seconds(20)) == ([], 1))
    }

    @Test func `it waits for no longer than it was told, also after many busy turns`() {
        let mailbox = bounded(10)
        for number in 0..<10_000 {
            mailbox.send(number)
            _ = mailbox.take(timeout: .zero)
        }
        let waited = ContinuousClock().measure { #expect(mailbox.take(timeout: .milliseconds(40)).elements.isEmpty) }
        #expect(waited >= .milliseconds(40))
    }

    @Test func `no wake-up is missed: two threads throw a ball to each other`() async {
        let (there, back) = (Mailbox<Int>(), Mailbox<Int>())
        let rounds = 20_000
        let missed = await onThread { () -> Int? in
            let other = Thread {
                for _ in 0..<rounds { there.take(timeout: .seconds(20)).elements.forEach(back.send) }
            }
            other.start()
            for round in 0..<rounds {
                there.send(round)
                guard back.take(timeout: .seconds(20)).elements == [round] else { return round }
            }
            return nil
        }
        #expect(missed == nil)
    }

    @Test func `nothing is lost and each sender's order is kept, with four senders at full speed and a hasty reader`()
        async
    {
        let mailbox = Mailbox<Int>()
        let (senders, each) = (4, 50_000)
        let received = await onThread {
            for sender in 0..<senders {
                Thread { for number in 0..<each { mailbox.send(sender * each + number) } }.start()
            }
            var received = [[Int]](repeating: [], count: senders)
            var count = 0
            var timeout = Duration.zero
            while count < senders * each {
                let (elements, _) = mailbox.take(timeout: timeout)
                if elements.isEmpty, timeout == .seconds(20) { break }
                for element in elements { received[element / each].append(element % each) }
                count += elements.count
                // Some takes meet the end of their time just as something comes.
                timeout = count % 3 == 0 ? .microseconds(1) : elements.isEmpty ? .seconds(20) : .zero
            }
            return received
        }
        #expect(received.allSatisfy { $0 == Array(0..<each) })
    }

    /// Off the pool, which must not be blocked.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { done in Thread { done.resume(returning: body()) }.start() }
    }
}
