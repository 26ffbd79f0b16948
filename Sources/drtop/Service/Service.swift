import Drivers
import Foundation
import Glibc
import RecoveryCore

/// The systems that one `drtop serve` runs: begun together, reloaded together, ended together.
actor Service {
    private struct Served {
        var file: SettingsFile
        var system: RunningSystem
        var task: Task<Failure?, Never>
    }

    private let state: String?
    private var served: [Served] = []
    /// Not ready yet.
    private var beginning: (system: RunningSystem, start: Start, task: Task<Failure?, Never>)?
    private var leaving: Task<Void, Never>?
    private var isLeaving: Bool { leaving != nil }
    private var isReloading = false
    private var end: CheckedContinuation<Failure?, Never>?

    init(state: String?) {
        self.state = state
    }

    static func read(_ paths: [String]) throws(Failure) -> [SettingsFile] {
        var files: [SettingsFile] = []
        var faults: [String] = []
        for path in paths {
            do throws(SettingsFaults) {
                files.append(try SettingsFile.read(path, environment: ProcessInfo.processInfo.environment))
            } catch {
                faults.append("\(error)")
            }
        }
        guard faults.isEmpty else {
            throw Failure("the settings cannot be used: " + faults.joined(separator: "\n"))
        }
        let names = files.map(\.settings.system)
        if let twin = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw Failure("two settings files are for the system \(twin): give one of them", code: .usage)
        }
        return files
    }

    /// Runs the systems until they were stopped; the failure of one ends all.
    func run(_ files: [SettingsFile]) async throws(Failure) {
        for file in files {
            do throws(Failure) {
                served.append(try await begin(file))
            } catch {
                if isLeaving { return await stop() }
                await stop()
                throw error
            }
        }
        if isLeaving { return await stop() }
        ServiceNotice.ready()
        let watchdog = Task { await watch() }
        defer { watchdog.cancel() }
        let failure = await withCheckedContinuation { end = $0 }
        if let failure { throw failure }
    }

    /// All settings are taken over, or none: faults are told, and everything goes on as it was.
    func reload(_ paths: [String]) async {
        guard !isLeaving, !isReloading else { return }
        isReloading = true
        defer { isReloading = false }
        ServiceNotice.reloading()
        defer { ServiceNotice.ready() }
        let files: [SettingsFile]
        do throws(Failure) {
            files = try Self.read(paths)
            guard files.map(\.settings.system) == served.map(\.file.settings.system) else {
                throw Failure("a system cannot change its name while it is served: restart drtop for that")
            }
        } catch {
            return Self.log("the settings were not reloaded, the old ones stay in force: \(error.text)")
        }
        let old = served.map(\.file)
        for index in served.indices {
            do throws(Failure) {
                try await replace(index, with: files[index])
            } catch {
                Self.log("the settings were not reloaded, the old ones come back into force: \(error.text)")
                for index in 0...index { await restore(index, old[index]) }
                return
            }
        }
        Self.log("the settings were reloaded")
    }

    /// Ends each system when the step in hand has ended.
    func stop() async {
        let task = leaving ?? Task { await endAll() }
        leaving = task
        await task.value
    }

    private func endAll() async {
        ServiceNotice.stopping()
        for one in served { one.system.stop() }
        beginning?.system.stop()
        for one in served { _ = await one.task.value }
        if let beginning {
            // One that has shown no state yet has begun nothing: a disk may keep it from that for ever.
            if beginning.system.newest != nil { _ = await beginning.task.value }
            beginning.start.take(Failure("\(beginning.system.settings.system) was told to end while it began"))
        }
        finish(nil)
    }

    private func begin(_ file: SettingsFile) async throws(Failure) -> Served {
        guard !isLeaving else { throw Failure("\(file.settings.system) is not begun: drtop was told to end") }
        let folder = SystemArguments.folder(of: file.settings.system, state: state)
        let system = try RunningSystem(file, folder: folder)
        let start = Start()
        let name = file.settings.system
        let task = Task { () -> Failure? in
            var failure: Failure?
            do throws(Failure) {
                try await system.run(isReady: { start.take(nil) })
            } catch {
                failure = error
            }
            start.take(failure ?? Failure("\(name) ended at once"))
            self.ended(system, failure)
            return failure
        }
        beginning = (system, start, task)
        defer { beginning = nil }
        if let failure = await start.value { throw failure }
        Self.log("\(name): watching \(file.settings.nodes.count) nodes; state in \(folder.path)")
        for warning in file.warnings { Self.log("\(name): \(warning)") }
        return Served(file: file, system: system, task: task)
    }

    private func replace(_ index: Int, with file: SettingsFile) async throws(Failure) {
        await retire(index)
        served[index] = try await begin(file)
    }

    /// Back to what ran before a reload that failed.
    private func restore(_ index: Int, _ file: SettingsFile) async {
        do throws(Failure) {
            try await replace(index, with: file)
        } catch {
            finish(error)
        }
    }

    /// Waits until the engine has ended; its lock goes with it.
    private func retire(_ index: Int) async {
        served[index].system.stop()
        _ = await served[index].task.value
        served[index].system.leave()
    }

    /// One that ends without having been told to takes the others with it: the service manager starts all anew.
    private func ended(_ system: RunningSystem, _ failure: Failure?) {
        guard !isLeaving, !isReloading, served.contains(where: { $0.system === system }) else { return }
        finish(failure ?? Failure("\(system.settings.system): the engine has ended"))
    }

    private func finish(_ failure: Failure?) {
        end?.resume(returning: failure)
        end = nil
    }

    /// While every engine shows a new state from time to time, the service manager hears that we live.
    private func watch() async {
        guard let period = ServiceNotice.watchdog else { return }
        while !Task.isCancelled {
            if served.allSatisfy(\.system.isAlive) { ServiceNotice.alive() }
            // Cancelled: the loop ends.
            try? await Task.sleep(for: period)
        }
    }

    static func log(_ text: String) {
        let line = "drtop: \(text)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}

/// Whether a system has begun: the first word counts.
private struct Start: Sendable {
    private let stream: AsyncStream<Failure?>
    private let continuation: AsyncStream<Failure?>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    func take(_ failure: Failure?) { continuation.yield(failure) }

    var value: Failure? {
        get async {
            for await failure in stream { return failure }
            return nil
        }
    }
}
