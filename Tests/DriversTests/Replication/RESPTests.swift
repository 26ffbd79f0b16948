import Testing

@testable import Drivers

@Suite struct ReplicationRESPTests {
    private static let stream = "+OK\r\n-ERR no\r\n:-7\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*2\r\n*1\r\n:1\r\n$0\r\n\r\n"
    private static let values: [RESPValue] = [
        .simple("OK"), .error("ERR no"), .integer(-7), .bulk(Array("a\r\n".utf8)), .null, .null,
        .array([.array([.integer(1)]), .bulk([])]),
    ]

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `answers are the same in whatever pieces they arrive`(size: Int) throws {
        let bytes = Array(Self.stream.utf8)
        var decoder = RESPDecoder()
        var values: [RESPValue] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            decoder.append(bytes[start..<min(start + size, bytes.count)])
            while let value = try decoder.next() { values.append(value) }
        }
        #expect(values == Self.values)
        #expect(decoder.drain().isEmpty)
    }

    @Test func `what follows the last answer is left for the stream`() throws {
        var decoder = RESPDecoder()
        decoder.append(Array("+CONTINUE\r\n*1\r\n$4\r\nPI".utf8))
        #expect(try decoder.next() == .simple("CONTINUE"))
        #expect(decoder.drain() == Array("*1\r\n$4\r\nPI".utf8))
    }

    @Test func `a length over the limit is refused by its header, and endless bytes at the limit`() throws {
        var decoder = RESPDecoder()
        decoder.append(Array("$1073741824\r\n".utf8))
        #expect(throws: RESPFault.excessive("an answer of 1073741824 bytes")) { try decoder.next() }
        var endless = RESPDecoder()
        endless.append(Array("+".utf8))
        #expect(throws: RESPFault.self) {
            for _ in 0..<100 {
                endless.append([UInt8](repeating: 0x61, count: 1000))
                _ = try endless.next()
            }
        }
    }

    @Test func `numbers that are none, and lengths that overflow, are garbage and no crash`() {
        for text in ["$9223372036854775808\r\n", ":x\r\n", "*99999999999999999999\r\n", "$-\r\n", "\r\n\r\n", ":\r\n"] {
            var decoder = RESPDecoder()
            decoder.append(Array(text.utf8))
            #expect(throws: RESPFault.self, "\(text)") { try decoder.next() }
        }
    }

    @Test func `a command is an array of bulk strings, counted in bytes`() {
        #expect(RESP.encode(["SET", "ä"]) == Array("*2\r\n$3\r\nSET\r\n$2\r\nä\r\n".utf8))
    }

    @Test(arguments: [1, 2, 5, 64])
    func `I9: the stream counts what users wrote, not what Redis or drtop wrote`(size: Int) {
        let commands = [
            ["SELECT", "0"], ["set", "a", "1"], ["PING"], ["MULTI"], ["incr", "b"], ["EXEC"],
            ["SET", "drtop:canary:a1", "7", "PXAT", "1"], ["REPLCONF", "GETACK", "*"], ["del", "c"], ["flushall"],
        ]
        let bytes = [0x0A] + commands.flatMap(RESP.encode)
        var stream = ReplicationStream()
        for start in stride(from: 0, to: bytes.count, by: size) {
            let isStream = stream.feed(bytes[start..<min(start + size, bytes.count)])
            #expect(isStream)
        }
        #expect(stream.commands == 4 && stream.bytes == Int64(bytes.count))
    }

    @Test(arguments: ["+FULLRESYNC\r\n", "*0\r\n", "*1\r\n*1\r\n", "$3\r\nabc\r\n", "*1\r\n$99999999999\r\n"])
    func `what is no replication stream is not counted`(text: String) {
        var stream = ReplicationStream()
        let isStream = stream.feed(Array(text.utf8))
        #expect(!isStream)
    }
}
