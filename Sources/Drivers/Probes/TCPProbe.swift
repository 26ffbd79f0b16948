import RecoveryCore

/// Asks nothing: a connection that is made is the answer. It costs a connection each time, and never notices a process
/// that hangs, because the kernel accepts in its stead.
package struct TCPProbe: Probe {
    package init() {}

    package var greeting: [UInt8] { [] }
    package var greetingReplies: [ExpectedReply] { [] }
    package var question: [UInt8] { [] }
    package var plainAnswer: [UInt8] { [] }

    package func measure(_ bytes: UnsafeRawBufferPointer, limit: Int) -> ReplyFrame { .invalid }
    package func judge(answer: UnsafeRawBufferPointer) -> AnswerVerdict { .answered }
    package func judge(access: UnsafeRawBufferPointer) -> AnswerVerdict? { nil }
}
