import Foundation

/// A wall clock for another process that jumps when it is told to, also while that process runs.
package final class FaultyClock {
    private let temporary: TemporaryFolder

    package init() throws {
        temporary = try TemporaryFolder()
        try temporary.write("clock", String(repeating: "\0", count: 8))
    }

    /// What a process needs to have this clock.
    package var environment: [String: String] {
        get throws {
            ["LD_PRELOAD": try Product.path("libFaultyMachine.so"), "DRTOP_FAULTY_CLOCK": "\(temporary.path)/clock"]
        }
    }

    /// - Parameter seconds: by how much it is wrong from now on.
    package func jump(by seconds: Int) throws {
        // In place: the process has mapped this very file.
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: "\(temporary.path)/clock"))
        try file.write(contentsOf: withUnsafeBytes(of: Int64(seconds)) { Data($0) })
        try file.close()
    }
}
