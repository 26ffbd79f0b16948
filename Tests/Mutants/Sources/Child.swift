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

    /// With everything that it says. It is ended as soon as it has said the last word, where one is given.
    static func listen(
        _ program: URL, _ arguments: [String], environment: [String: String], lastWord: String? = nil
    ) throws -> Ended {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        var said = Data()
        var isCutShort = false
        while true {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            said += more
            guard let lastWord, !isCutShort, said.range(of: Data(lastWord.utf8)) != nil else { continue }
            isCutShort = true
            process.terminate()
        }
        process.waitUntilExit()
        let wasSignalled = process.terminationReason == .uncaughtSignal && !isCutShort
        return Ended(
            status: process.terminationStatus, signal: wasSignalled ? process.terminationStatus : nil,
            output: String(decoding: said, as: UTF8.self))
    }
}
