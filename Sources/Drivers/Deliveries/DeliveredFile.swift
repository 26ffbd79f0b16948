import Glibc
import RecoveryCore

/// Why a delivery did not succeed, in words for the operator.
struct DeliveryTrouble: Error, Hashable, Sendable {
    var text: String
}

/// The file by which a caller gets its document.
struct DeliveredFile: Sendable {
    /// A larger file is none of ours.
    static let limit = 4 << 20

    var path: String

    /// Writes the document, so that the caller never sees half of it and never an older one (I16).
    ///
    /// - Throws: the file is another caller's, holds a newer epoch, or cannot be written.
    func write(_ document: ConfigurationDocument) throws(DeliveryTrouble) {
        let bytes = Array((document.json + "\n").utf8)
        let old = try contents()
        if let old, old.bytes == bytes { return }
        // What is no document of ours (a first, hand-written file; one that another program has spoilt) is replaced.
        if let old, let before = try? ConfigurationDocument(json: String(decoding: old.bytes, as: UTF8.self)) {
            guard before.system == document.system, before.caller == document.caller else {
                throw DeliveryTrouble(
                    text: "\(path) belongs to the caller \(TextForm.quoted(before.caller)) of the system "
                        + "\(TextForm.quoted(before.system)) and was left as it is")
            }
            guard before.epoch <= document.epoch else {
                throw DeliveryTrouble(
                    text: "\(path) holds epoch \(before.epoch), newer than \(document.epoch), and was left as it is")
            }
        }
        do {
            try AtomicFile.replace(path, with: bytes, like: old)
        } catch {
            throw DeliveryTrouble(text: "\(error)")
        }
    }

    /// What stands there; nil when nothing does, or only a symbolic link, which is replaced and never followed.
    private func contents() throws(DeliveryTrouble) -> BoundedFile.Contents? {
        do {
            return try BoundedFile.read(path, limit: Self.limit, following: false)
        } catch {
            if error.code == ENOENT || error.code == ELOOP { return nil }
            throw DeliveryTrouble(text: "\(error)")
        }
    }
}
