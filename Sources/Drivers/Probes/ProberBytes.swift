import Glibc

/// The few byte strings that go out again and again, laid out once.
struct ProberBytes {
    let question: UnsafeRawBufferPointer
    let plainAnswer: UnsafeRawBufferPointer
    let status: UnsafeRawBufferPointer
    /// Greeting and question, which open a connection; and the same with the status question behind.
    let opening: UnsafeRawBufferPointer
    let openingWithStatus: UnsafeRawBufferPointer
    /// The replies that the openings bring.
    let expected: ExpectedReplies
    let expectedWithStatus: ExpectedReplies

    init(_ probe: any Probe, _ status: StatusQuestion?) {
        let statusBytes = status?.bytes ?? []
        let opening = probe.greeting + probe.question
        question = ProberBytes.lay(probe.question)
        plainAnswer = ProberBytes.lay(probe.plainAnswer)
        self.status = ProberBytes.lay(statusBytes)
        self.opening = ProberBytes.lay(opening)
        openingWithStatus = ProberBytes.lay(opening + statusBytes)
        let replies = probe.greetingReplies + [.heartbeat]
        expected = ExpectedReplies(replies)
        expectedWithStatus = ExpectedReplies(replies + Array(repeating: .status, count: status?.replies ?? 0))
    }

    @inline(__always)
    func isPlainAnswer(_ reply: UnsafeRawBufferPointer) -> Bool {
        guard reply.count == plainAnswer.count, let left = reply.baseAddress, let right = plainAnswer.baseAddress else {
            return false
        }
        return memcmp(left, right, reply.count) == 0
    }

    func deallocate() {
        for each in [question, plainAnswer, status, opening, openingWithStatus] { each.deallocate() }
    }

    private static func lay(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
        buffer.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(buffer)
    }
}
