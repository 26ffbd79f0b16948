import RecoveryCore
import Testing

@testable import Drivers

@Suite("What Redis answers is understood")
struct RedisProbeTests {
    private let redis = RedisProbe()

    private func judge(_ text: String) -> AnswerVerdict {
        Array(text.utf8).withUnsafeBytes { redis.judge(answer: $0) }
    }

    private func judgeAccess(_ text: String) -> AnswerVerdict? {
        Array(text.utf8).withUnsafeBytes { redis.judge(access: $0) }
    }

    @Test(
        "every known answer to PING has its verdict",
        arguments: [
            ("+PONG\r\n", AnswerVerdict.answered),
            ("-LOADING Redis is loading the dataset in memory\r\n", .notServing(.loading)),
            ("-BUSY Redis is busy running a script.\r\n", .notServing(.busy)),
            ("-MASTERDOWN Link with MASTER is down\r\n", .answered),
            ("-NOAUTH Authentication required.\r\n", .refusedUs("NOAUTH Authentication required.")),
            ("-NOPERM no permissions to run 'ping'\r\n", .refusedUs("NOPERM no permissions to run 'ping'")),
            ("-ERR max number of clients reached\r\n", .invalid("-ERR max number of clients reached")),
            ("+OK\r\n", .invalid("+OK")),
            (":1\r\n", .invalid(":1")),
        ])
    func verdicts(answer: String, verdict: AnswerVerdict) {
        #expect(judge(answer) == verdict)
    }

    @Test("a refused AUTH is a fault of drtop's settings; a full node is not")
    func access() {
        #expect(judgeAccess("+OK\r\n") == nil)
        #expect(
            judgeAccess("-WRONGPASS invalid username-password pair\r\n")
                == .refusedUs("WRONGPASS invalid username-password pair"))
        #expect(
            judgeAccess("-ERR AUTH called without any password configured\r\n")
                == .refusedUs("ERR AUTH called without any password configured"))
        #expect(judgeAccess("-LOADING Redis is loading\r\n") == .notServing(.loading))
        #expect(judgeAccess("-ERR max number of clients reached\r\n") == .invalid("-ERR max number of clients reached"))
    }

    @Test("the greeting logs in and names the connection; no description shows the password")
    func greeting() {
        let access = Access(user: "monitor", password: "s3cret")
        let probe = RedisProbe(access: access, connectionName: "drtop:shop:host")
        #expect(
            String(decoding: probe.greeting, as: UTF8.self)
                == "*3\r\n$4\r\nAUTH\r\n$7\r\nmonitor\r\n$6\r\ns3cret\r\n*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$15\r\ndrtop:shop:host\r\n"
        )
        #expect(probe.greetingReplies == [.access, .ignored])
        #expect(!"\(access)".contains("s3cret"))
    }
}
