import Foundation

/// Runs a program of the system's to its end.
///
/// - Returns: what it wrote.
/// - Throws: it ended with another code than 0; what it said is in the error.
@discardableResult
package func run(_ line: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = line
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw TestFault("\(line.joined(separator: " ")): \(process.terminationStatus) \(text)")
    }
    return text
}
