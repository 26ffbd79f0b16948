import Glibc

/// The programs that were built beside the tests, wherever the repository was cloned to.
package enum Product {
    /// The path of a built program. The test program itself lies in the same folder.
    package static func path(_ name: String) throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/\(name)"
        guard access(String(path), X_OK) == 0 else {
            throw PseudoTerminal.Failure(description: "\(path) is not built; run `swift build --product \(name)`")
        }
        return String(path)
    }
}
