import CLinux
import Glibc

/// Where ncurses writes: a file in memory. ncurses decides which bytes turn the old screen into the new one; sending them
/// is ours, because its own `write` would block with the terminal, and with it everything on the main thread.
struct CursesOutput {
    let file: UnsafeMutablePointer<FILE>
    private let descriptor: Int32

    init() throws(TerminalError) {
        descriptor = drtop_memory_file("screen")
        guard descriptor >= 0, let file = fdopen(descriptor, "w+") else {
            throw .failed(what: "memory for the screen", reason: String(cString: strerror(errno)))
        }
        self.file = file
    }

    /// What was written since the last call.
    func take() -> [UInt8] {
        fflush(file)
        let count = Int(lseek(descriptor, 0, SEEK_CUR))
        guard count > 0 else { return [] }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(0, pread(descriptor, buffer.baseAddress, count, 0))
        }
        ftruncate(descriptor, 0)
        lseek(descriptor, 0, SEEK_SET)
        return bytes
    }
}
