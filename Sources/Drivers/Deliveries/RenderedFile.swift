/// A file that a companion writes for its caller: whole or not at all.
package enum RenderedFile {
    /// Returns whether it has changed.
    ///
    /// - Throws: why it cannot be written.
    package static func replace(_ path: String, with text: String) throws(FileTrouble) -> Bool {
        let bytes = Array(text.utf8)
        let old = try? BoundedFile.read(path, limit: 4 << 20)  // None yet: it is made.
        if let old, old.bytes == bytes { return false }
        try AtomicFile.replace(path, with: bytes, like: old)
        return true
    }
}
