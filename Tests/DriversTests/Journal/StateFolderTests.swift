import Foundation
import TestSupport
import Testing

@testable import Drivers

@Suite struct StateFolderTests {
    @Test("The state folder follows XDG_STATE_HOME, and --state replaces it")
    func place() {
        let home = ["HOME": "/h", "XDG_STATE_HOME": "/s"]
        #expect(StateFolder(system: "o", environment: home).path == "/s/drtop/o")
        #expect(StateFolder(system: "o", environment: ["HOME": "/h"]).path == "/h/.local/state/drtop/o")
        #expect(StateFolder(system: "o", override: "/d", environment: home).path == "/d/o")
    }

    @Test("The state folder is closed to everybody else")
    func mode() throws {
        let temporary = try TemporaryFolder()
        let folder = StateFolder(path: "\(temporary.path)/a/b")
        try folder.create()
        chmod(folder.path, 0o755)
        try folder.create()
        var status = stat()
        #expect(stat(folder.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        try temporary.write("file", "")
        #expect(throws: FileTrouble.self) { try StateFolder(path: "\(temporary.path)/file").create() }
    }

    @Test("A second engine is refused with the name of the first, and let in when that one has gone")
    func lock() throws {
        let temporary = try TemporaryFolder()
        let folder = StateFolder(path: temporary.path)
        let holder = EngineLock.Holder.current(wallTime: 1_700_000_000)
        var first: EngineLock.Acquisition? = try EngineLock.acquire(in: folder, as: holder)
        guard case .acquired = first else { return #expect(Bool(false), "the first was refused") }
        guard case .held(let by) = try EngineLock.acquire(in: folder, as: holder) else {
            return #expect(Bool(false), "the second was let in")
        }
        #expect(by == holder && by?.since == "2023-11-14T22:13:20Z")
        let text = EngineLock.refusal(system: "orders", holder: by)
        #expect(text.contains("process \(getpid())") && text.contains("drtop status"))
        first = nil
        guard case .acquired = try EngineLock.acquire(in: folder, as: holder) else {
            return #expect(Bool(false), "the lock outlived its holder")
        }
    }
}
