import Glibc

/// Replaces a file as a whole: whoever reads it sees the old content or the new one, also after a power cut.
enum AtomicFile {
    /// Writes beside the path, in the same folder, and renames. A symbolic link at the end of the path is replaced, not
    /// followed: otherwise two links could make one file out of two callers'.
    ///
    /// - Parameter like: the file that stood there, whose mode and owner are kept; 0644 without one.
    static func replace(_ path: String, with bytes: [UInt8], like old: BoundedFile.Contents?) throws(FileTrouble) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        // One name, so that what a crash leaves behind is overwritten by the next attempt, never collected.
        let draft = "\(folder).\(name).drtop-new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw BoundedFile.trouble(draft, errno) }
        do throws(FileTrouble) {
            defer { close(descriptor) }
            try fill(descriptor, bytes, draft)
            if let old {
                // Only root may give files away; for others the file stays drtop's own, which its mode then allows to
                // read.
                _ = fchown(descriptor, old.owner, old.group)
            }
            guard fchmod(descriptor, old?.mode ?? 0o644) == 0, fsync(descriptor) == 0 else {
                throw BoundedFile.trouble(draft, errno)
            }
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, path) == 0 else {
            let trouble = BoundedFile.trouble(path, errno)
            unlink(draft)
            throw trouble
        }
        try synchronize(folderOf: path)
    }

    /// Makes a rename durable.
    static func synchronize(folderOf path: String) throws(FileTrouble) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BoundedFile.trouble(folder, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BoundedFile.trouble(folder, errno) }
    }

    private static func fill(_ descriptor: Int32, _ bytes: [UInt8], _ path: String) throws(FileTrouble) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw BoundedFile.trouble(path, errno) }
            written += count
        }
    }
}
