import Foundation
import Glibc

/// A folder of one test's own with a short path, that other users may look into: for sockets, whose paths are short, and for
/// servers that run as somebody else. Gone with the object.
package final class ShortFolder: Sendable {
    package let path: String

    package init() throws {
        var name = Array("/tmp/drtop-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw TestFault("mkdtemp: \(String(cString: strerror(errno)))") }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o755)
    }

    deinit {
        // A left-over folder of a test harms nobody.
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        chmod(file, 0o644)
        return file
    }
}
