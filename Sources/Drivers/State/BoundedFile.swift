import Glibc

/// A file that could not be read, in words: the path, what the system said.
package struct FileTrouble: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    /// The system's error number; 0 when the trouble is ours (too large, not a file).
    package var code: Int32 = 0
}

/// What the system says about an error number, in its own words.
func systemWords(_ code: Int32) -> String {
    String(cString: strerror(code))
}

/// Reads whole files up to a limit. Neither a pipe nor a device can make it wait.
enum BoundedFile {
    struct Contents {
        var bytes: [UInt8]
        /// Permission bits.
        var mode: mode_t
        var owner: uid_t
        var group: gid_t
    }

    /// - Parameter following: whether a symbolic link at the end of the path is followed.
    static func read(_ path: String, limit: Int, following: Bool = true) throws(FileTrouble) -> Contents {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (following ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw trouble(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw trouble(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileTrouble(description: "\(path) is not a file") }
        var bytes = [UInt8](repeating: 0, count: min(limit, max(0, Int(status.st_size))) + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw trouble(path, errno) }
            if count == 0 { break }
            filled += count
            if filled == bytes.count && filled <= limit {
                bytes.append(contentsOf: [UInt8](repeating: 0, count: min(65536, limit + 1 - filled)))
            }
        }
        guard filled <= limit else { throw FileTrouble(description: "\(path) is larger than \(limit) bytes") }
        bytes.removeLast(bytes.count - filled)
        return Contents(bytes: bytes, mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid)
    }

    static func trouble(_ path: String, _ code: Int32) -> FileTrouble {
        FileTrouble(description: "\(path): \(systemWords(code))", code: code)
    }
}
