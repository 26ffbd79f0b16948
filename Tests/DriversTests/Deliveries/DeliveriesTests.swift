import Engine
import Foundation
import RecoveryCore
import TestSupport
import Testing

@testable import Drivers

@Suite struct DeliveriesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func deliver(
        _ epoch: Epoch = 7, file: String = "storage.json", reload: [String] = [], deadline: Duration = .seconds(10),
        more: [Delivery] = []
    ) async -> DeliveryOutcome {
        let deliveries = Deliveries(issued: { "issued-\($0)" }, deadline: deadline)
        let caller = Caller(
            id: CallerID(0), name: "checkout", uses: [],
            deliveries: [.file(path: "\(folder.path)/\(file)", reload: reload)] + more)
        return await deliveries.deliver(StateFixture.information(epoch), to: caller)
    }

    private func failure(_ outcome: DeliveryOutcome) -> String {
        if case .failed(let text) = outcome { text } else { "\(outcome)" }
    }

    private func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat("\(folder.path)/\(name)", &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test("A file holds the document of the contract, with the moment of its publication (M12)")
    func written() async throws {
        #expect(await deliver() == .applied)
        let document = try ConfigurationDocument(json: try folder.read("storage.json"))
        #expect(document == ConfigurationDocument(StateFixture.information(7), issued: "issued-7"))
        #expect(mode("storage.json") == 0o644)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["storage.json"])
    }

    @Test("A file that is there keeps its mode, and what a crash left beside it does not matter")
    func kept() async throws {
        try folder.write("storage.json", "by hand", mode: 0o640)
        try folder.write(".storage.json.drtop-new", "half")
        #expect(await deliver() == .applied)
        #expect(mode("storage.json") == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["storage.json"])
    }

    @Test("A caller never goes back to an older epoch (I16)")
    func older() async throws {
        #expect(await deliver(8) == .applied)
        let text = failure(await deliver(7, reload: ["touch", "\(folder.path)/reloaded"]))
        #expect(text == "\(folder.path)/storage.json holds epoch 8, newer than 7, and was left as it is")
        #expect(try folder.read("storage.json").contains("\"epoch\":8"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/reloaded"))
        #expect(await deliver(8) == .applied)
        #expect(await deliver(9) == .applied)
    }

    @Test("Another caller's file is left as it is")
    func foreign() async throws {
        try folder.write(
            "storage.json", ConfigurationDocument(StateFixture.information(1, caller: "x"), issued: "").json)
        #expect(failure(await deliver()).contains("belongs to the caller \"x\""))
    }

    @Test("Whoever reads while epochs are delivered sees whole documents with growing epochs (I16)")
    func atomic() async throws {
        #expect(await deliver(1) == .applied)
        let writing = Task { for epoch in 2...60 { _ = await deliver(Epoch(epoch)) } }
        var last: Epoch = 0
        while last < 60 {
            let document = try ConfigurationDocument(json: try folder.read("storage.json"))
            #expect(document.epoch >= last)
            last = document.epoch
            await Task.yield()
        }
        await writing.value
    }

    @Test("Of attempts that overtake each other the newest stays (I16)")
    func overtaking() async throws {
        let deliveries = Deliveries(issued: { "\($0)" })
        let caller = Caller(
            id: CallerID(0), name: "checkout", uses: [],
            deliveries: [.file(path: "\(folder.path)/storage.json", reload: [])])
        await withTaskGroup(of: Void.self) { group in
            for epoch in (1...40).shuffled() {
                group.addTask { _ = await deliveries.deliver(StateFixture.information(Epoch(epoch)), to: caller) }
            }
        }
        #expect(try folder.read("storage.json").contains("\"epoch\":40"))
    }

    @Test("A symbolic link is replaced, not followed")
    func link() async throws {
        try folder.write("precious", "mine")
        symlink("\(folder.path)/precious", "\(folder.path)/storage.json")
        #expect(await deliver() == .applied)
        #expect(try folder.read("precious") == "mine")
        #expect(try folder.read("storage.json").contains("\"epoch\":7"))
    }

    @Test("What stands in the way is told in words")
    func obstacles() async throws {
        #expect(failure(await deliver(file: "none/storage.json")).contains("No such file or directory"))
        mkdir("\(folder.path)/folder", 0o755)
        #expect(failure(await deliver(file: "folder")).hasSuffix("is not a file"))
        mkfifo("\(folder.path)/pipe", 0o644)
        #expect(failure(await deliver(file: "pipe")).hasSuffix("is not a file"))
        let lost = Deliveries(issued: { _ in nil })
        let caller = Caller(id: CallerID(0), name: "c", uses: [], deliveries: [.file(path: "/x", reload: [])])
        #expect(
            failure(await lost.deliver(StateFixture.information(3), to: caller)).contains("not in the configuration"))
    }

    @Test("A caller without any way fetches its document itself")
    func without() async {
        let caller = Caller(id: CallerID(0), name: "c", uses: [])
        #expect(await Deliveries(issued: { _ in "" }).deliver(StateFixture.information(3), to: caller) == .delivered)
    }

    @Test("All ways of a caller must succeed, and all are tried (M12)")
    func several() async throws {
        let other = Delivery.file(path: "\(folder.path)/other.json", reload: ["sh", "-c", "exit 4"])
        let third = Delivery.file(path: "\(folder.path)/third.json", reload: [])
        #expect(failure(await deliver(more: [other, third])).hasSuffix("exited with 4"))
        #expect(try folder.read("third.json").contains("\"epoch\":7"))
    }

    @Test("The reload command sees the new file, a clean environment, no input and default signals")
    func reload() async throws {
        let script = "cat storage.json > seen; env | sort > environment; cat; trap > traps"
        #expect(await deliver(reload: ["sh", "-c", "cd '\(folder.path)' && \(script)"]) == .applied)
        #expect(try folder.read("seen") == folder.read("storage.json"))
        let names = try folder.read("environment").split(separator: "\n").map { $0.prefix { $0 != "=" } }
        #expect(Set(names).subtracting(["PWD", "OLDPWD", "_"]) == ["LC_ALL", "PATH"])
    }

    @Test("A reload command that fails is told with its last words")
    func failing() async {
        let text = failure(
            await deliver(reload: ["sh", "-c", "echo first; printf 'no \\033[31msuch unit\\n' >&2; exit 5"]))
        #expect(text.hasSuffix("exited with 5: \"no \\u{1B}[31msuch unit\""), "\(text)")
        #expect(failure(await deliver(reload: ["sh", "-c", "kill -9 $$"])).hasSuffix("was ended by signal 9"))
        #expect(failure(await deliver(reload: ["no-such-program"])).hasSuffix("No such file or directory"))
        #expect(failure(await deliver(reload: ["\(folder.path)/storage.json"])).hasSuffix("Permission denied"))
    }

    @Test("A reload command that hangs is killed with all that it started, at the deadline")
    func hanging() async throws {
        let script = "sleep 1000 & echo $! > '\(folder.path)/child'; trap '' TERM; wait"
        let clock = ContinuousClock()
        let began = clock.now
        let text = failure(await deliver(reload: ["sh", "-c", script], deadline: .milliseconds(1500)))
        #expect(text.hasSuffix("did not end within 1500ms and was killed"))
        // Its own end would take 1000 s.
        #expect(clock.now - began < .seconds(100))
        let child = try #require(pid_t(try folder.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(Self.isGone(child))
    }

    @Test("A reload command that prints without end is bounded in time and memory")
    func printing() async {
        let text = failure(await deliver(reload: ["yes"], deadline: .milliseconds(300)))
        #expect(text.hasSuffix("did not end within 300ms and was killed"))
        #expect(await deliver(reload: ["sh", "-c", "head -c 200000000 /dev/zero"]) == .applied)
    }

    @Test("What a successful reload command leaves running neither holds the delivery nor is killed")
    func children() async throws {
        let script = "sleep 1000 & echo $! > '\(folder.path)/child'"
        #expect(await deliver(reload: ["sh", "-c", script], deadline: .seconds(30)) == .applied)
        let child = try #require(pid_t(try folder.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(child, 0) == 0)
        kill(child, SIGKILL)
        let failing = failure(await deliver(reload: ["sh", "-c", script + "; exit 1"], deadline: .seconds(30)))
        #expect(failing.hasSuffix("exited with 1"))
        let second = try #require(pid_t(try folder.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(Self.isGone(second))
    }

    @Test("At most 16 reload commands run at once, and every caller has its turn")
    func bounded() async throws {
        let deliveries = Deliveries(issued: { "\($0)" })
        let path = folder.path
        let script = "mkdir -p r; touch r/$$; ls r | wc -l >> counts; sleep 0.02; rm r/$$"
        let applied = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                let caller = Caller(
                    id: CallerID(number), name: "c\(number)", uses: [],
                    deliveries: [
                        .file(path: "\(path)/\(number).json", reload: ["sh", "-c", "cd '\(path)'; \(script)"])
                    ])
                group.addTask {
                    await deliveries.deliver(StateFixture.information(1, caller: caller.name), to: caller) == .applied
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(applied == 64)
        let most = try folder.read("counts").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.max()
        #expect(try #require(most) <= Deliveries.mostCommands)
    }

    @Test("1,000 files are delivered at once; how long it takes is printed, the disk decides")
    func speed() async throws {
        let deliveries = Deliveries(issued: { "\($0)" })
        let path = folder.path
        let spent = await ContinuousClock().measure {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<1000 {
                    let caller = Caller(
                        id: CallerID(number), name: "c\(number)", uses: [],
                        deliveries: [.file(path: "\(path)/\(number).json", reload: [])])
                    group.addTask {
                        _ = await deliveries.deliver(StateFixture.information(1, caller: caller.name), to: caller)
                    }
                }
            }
        }
        print("1,000 files take \(spent)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 1000)
        #expect(spent < .seconds(120))
    }

    /// Killed processes are gone as soon as they are zombies of somebody else.
    private static func isGone(_ pid: pid_t) -> Bool {
        let end = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < end {
            guard kill(pid, 0) == 0, let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            else {
                return true
            }
            if state.contains(") Z ") { return true }
            sched_yield()
        }
        return false
    }
}
