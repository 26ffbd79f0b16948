import CLinux
import Glibc

/// A thread of our own, for work that must not wait its turn in a pool. It is joined exactly once.
struct OwnThread: ~Copyable, Sendable {
    private let handle: pthread_t

    /// `body` is `@Sendable`, so that it takes no actor with it to a thread which is nobody's.
    init(name: String, body: @escaping @Sendable () -> Void) throws(ThreadFault) {
        var handle = pthread_t()
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let code = pthread_create(
            &handle, nil,
            { raw in
                let start = Unmanaged<Start>.fromOpaque(raw!).takeRetainedValue()
                thread_prepare(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw ThreadFault(code: code)
        }
        self.handle = handle
    }

    /// Waits until the body has returned.
    consuming func join() {
        pthread_join(handle, nil)
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// The system gave no thread: the error number of pthread_create.
struct ThreadFault: Error {
    var code: Int32
}
