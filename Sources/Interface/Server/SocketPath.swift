import Glibc

/// A socket's address holds 107 bytes at most; folders may be deeper. Then the folder is opened, and its descriptor stands
/// for it: the kernel knows it by a short name.
package enum SocketPath {
    private static let longest = 100

    /// The path itself, or a short one that leads to the same socket for the life of the process.
    package static func reachable(_ path: String) -> String {
        guard path.utf8.count > longest, let slash = path.lastIndex(of: "/") else { return path }
        let folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Whoever uses the path says what is wrong with it.
        guard folder >= 0 else { return path }
        return "/proc/self/fd/\(folder)\(path[slash...])"
    }
}
