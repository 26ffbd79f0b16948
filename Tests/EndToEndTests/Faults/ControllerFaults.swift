import Foundation
import Glibc
import TestSupport

extension Fault {
    static let ofTheController: [Fault] = [
        paused(seconds: 1), paused(seconds: 3),
        Fault("paused while the primary dies", "the first alarm comes after a clean round, nothing by itself") {
            story in
            let process = try story.screen.process
            Glibc.kill(process, SIGSTOP)
            story.kill(story.a)
            try await Task.sleep(for: .seconds(3))  // This is the fault: so long it stands still.
            let number = story.newestEntry
            Glibc.kill(process, SIGCONT)
            try await story.seeJournal("first-alarm", after: number)
            try story.expectNoRoleChange()
            try await story.seeFailover()
        },
        Fault("starved of CPU: 30 ms of each 200", "no first alarm, no role change") { story in
            let process = try story.screen.process
            let end = ContinuousClock.now + .seconds(12)
            while ContinuousClock.now < end {
                Glibc.kill(process, SIGSTOP)
                try await Task.sleep(for: .milliseconds(170))
                Glibc.kill(process, SIGCONT)
                try await Task.sleep(for: .milliseconds(30))
                try story.screen.take()
            }
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
            try story.expectNoRoleChange()
        },
        Fault("out of file descriptors", "no first alarm; with descriptors again, all is well and a failover works") {
            story in
            let process = try story.screen.process
            try await setDescriptors(1, of: process)
            // Its connections close, and it cannot make new ones: no failure of the nodes.
            for server in story.a { try server.command("CLIENT", "KILL", "TYPE", "normal") }
            for server in story.b { try server.command("CLIENT", "KILL", "TYPE", "normal") }
            try await story.see("drtop's own sockets fail: too many open files")
            try await Task.sleep(for: .seconds(5))  // This is the fault: so long it has none.
            try story.screen.take()
            try await setDescriptors(4096, of: process)
            try await story.seeNoMore("own sockets fail")
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm()
            try await story.seeFailover()
        },
        Fault("a second engine on the same journal, again and again", "refused each time; the first does not notice") {
            story in
            for _ in 0..<5 {
                let second = try await CommandRun.of(
                    ["serve", story.settings, "--state", story.state], in: story.folder)
                try check(second.status == 1, "a second engine ended with \(second)")
                try check(second.errors.contains("an engine already runs"), second.errors)
            }
            try await story.seeWellAgain()
            try await story.seeFailover()
        },
        Fault("its journal is taken away while it runs", "it goes on, or says so; never a crash") { story in
            let folder = "\(story.state)/orders"
            try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
            story.stop([story.a[0]])
            try await story.see("1/2|fra1 HAS FAILED")
            story.resume([story.a[0]])
            try FileManager.default.moveItem(atPath: folder + ".away", toPath: folder)
            try await story.seeWellAgain()
        },
    ]

    /// I8.
    static func paused(seconds: Int) -> Fault {
        Fault("paused for \(seconds) s", "misses are void: no first alarm, no node is called down for it") { story in
            let number = story.newestEntry
            let process = try story.screen.process
            Glibc.kill(process, SIGSTOP)
            try await Task.sleep(for: .seconds(seconds))  // This is the fault.
            Glibc.kill(process, SIGCONT)
            try await story.seeWellAgain()
            try story.expectNoFirstAlarm(after: number)
            try story.expectNoRoleChange()
        }
    }

    static func setDescriptors(_ count: Int, of process: pid_t) async throws {
        try run(["prlimit", "--pid", "\(process)", "--nofile=\(count):"])
    }
}
