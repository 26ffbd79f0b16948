import Foundation

/// Another program, started and waited for.
enum Child {
    struct Ended {
        var status: Int32
        /// It was ended by a signal: it trapped, or had used up its time.
        var signal: Int32?
        var output: String
    }

    /// With this program's own output. Returns its exit status.
    static func run(_ path: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// With everything that it says, kept in a file so that no pipe fills up.
    static func listen(
        _ program: URL, _ arguments: [String], environment: [String: String], output: URL
    ) throws -> Ended {
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        let wasSignalled = process.terminationReason == .uncaughtSignal
        return Ended(
            status: process.terminationStatus, signal: wasSignalled ? process.terminationStatus : nil, output: text)
    }
}
