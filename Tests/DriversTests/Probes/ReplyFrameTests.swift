import Testing

@testable import Drivers

@Suite("Replies are cut out of what arrives")
struct ReplyFrameTests {
    private func frame(_ text: some StringProtocol, limit: Int = 65_536) -> ReplyFrame {
        Array(text.utf8).withUnsafeBytes { ReplyFrame(of: $0, limit: limit) }
    }

    @Test(
        "a reply torn at any byte waits for the rest, and is whole with it",
        arguments: [
            "+PONG\r\n", "-LOADING Redis is loading\r\n", ":12\r\n", "$5\r\nhello\r\n", "$0\r\n\r\n", "$-1\r\n",
        ])
    func torn(reply: String) {
        for length in 0..<reply.utf8.count {
            #expect(frame(String(decoding: reply.utf8.prefix(length), as: UTF8.self)) == .needsMore, "\(length)")
        }
        #expect(frame(reply) == .complete(length: reply.utf8.count))
        #expect(frame(reply + "+PONG\r\n") == .complete(length: reply.utf8.count), "the next reply is not this one's")
    }

    @Test(
        "what is no reply is known as soon as it can be",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n", "\0", "*1\r\n:1\r\n", "$x\r\n", "$\r\n", "$-2\r\n", "$2\r\nabcd",
            "$9999999999\r\n",
        ])
    func garbage(bytes: String) {
        #expect(frame(bytes) == .invalid)
    }

    @Test("a node cannot make drtop keep more than the limit")
    func bounded() {
        #expect(frame("$1073741824\r\n") == .invalid)
        #expect(frame("$500\r\n", limit: 512) == .needsMore)
        #expect(frame("$510\r\n", limit: 512) == .invalid)
        #expect(frame("+" + String(repeating: "x", count: 510), limit: 512) == .needsMore)
        #expect(frame("+" + String(repeating: "x", count: 511), limit: 512) == .invalid)
        #expect(frame("+" + String(repeating: "x", count: 60_000)) == .invalid, "a line is never that long")
    }

    @Test("the payload of a bulk is what is between its header and its end; other replies stay whole")
    func payload() {
        func payload(_ text: String) -> String {
            Array(text.utf8).withUnsafeBytes { String(decoding: ReplyFrame.payload($0), as: UTF8.self) }
        }
        #expect(payload("$5\r\nhello\r\n") == "hello")
        #expect(payload("$0\r\n\r\n") == "")
        #expect(payload("-NOPERM no\r\n") == "-NOPERM no\r\n")
    }

    @Test("foreign bytes become one harmless line")
    func sanitised() {
        #expect(printable(Array("\u{1b}[31mHi\u{7}\u{e9}\r\nmore".utf8), limit: 48) == ".[31mHi...")
        #expect(printable(Array("abcdef".utf8), limit: 3) == "abc...")
    }
}
