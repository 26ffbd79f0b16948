import Glibc

/// A program that makes a caller use its new document: run without a shell, in a process group and an environment of
/// its own, with a deadline, and with its output read away and mostly thrown away.
struct ReloadCommand: Sendable {
    /// The program and its arguments; the program is looked up in `searchPath` unless it names a folder.
    var arguments: [String]
    var deadline: Duration
    /// Beside the search path and the locale.
    var variables: [String: String] = [:]
    /// What it is, in messages.
    var title = "reload command"

    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// What is kept of the output, for the error's text.
    static let keptOutput = 64 << 10

    /// Blocks until the program has ended or was killed.
    ///
    /// What a successful program leaves running is left alone: it may be the caller itself. After a failure or at the
    /// deadline the whole group is killed.
    func run() throws(DeliveryTrouble) {
        let child: ChildProcess
        switch ChildProcess.spawn(arguments, searchPath: Self.searchPath, variables: variables) {
        case .success(let spawned): child = spawned
        case .failure(let error): throw trouble("could not be started: \(systemWords(error.code))")
        }
        let reading = child.output
        defer { close(reading) }
        var output = KeptOutput()
        let end = ContinuousClock.now + deadline
        var pause = Int32(1)
        while !child.hasEnded {
            guard ContinuousClock.now < end else {
                child.killGroup()
                throw trouble("did not end within \(TextForm.text(deadline)) and was killed")
            }
            // Woken by output, at the latest after the pause: the end of a program is no event that poll knows.
            var waited = pollfd(fd: output.isOpen ? reading : -1, events: Int16(POLLIN), revents: 0)
            if poll(&waited, 1, pause) > 0 { output.read(reading) } else { pause = min(20, pause * 2) }
        }
        output.read(reading)
        switch child.reap(killingGroupUnlessSuccessful: true) {
        case .exited(0): return
        case .exited(let code): throw trouble("exited with \(code)\(output.lastLine)")
        case .signalled(let signal): throw trouble("was ended by signal \(signal)\(output.lastLine)")
        }
    }

    private func trouble(_ what: String) -> DeliveryTrouble {
        DeliveryTrouble(text: "the \(title) \(TextForm.quoted(arguments.joined(separator: " "))) \(what)")
    }
}

/// The beginning of a program's output; the rest is read, so that the program can go on, and forgotten.
private struct KeptOutput {
    private var bytes: [UInt8] = []
    private(set) var isOpen = true

    /// One piece at most, so that a program that never stops printing holds nobody here.
    mutating func read(_ descriptor: Int32) {
        guard isOpen else { return }
        var piece = [UInt8](repeating: 0, count: ReloadCommand.keptOutput)
        let count = Glibc.read(descriptor, &piece, piece.count)
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { isOpen = false }
        if count > 0 { bytes += piece[..<min(count, ReloadCommand.keptOutput - bytes.count)] }
    }

    /// What it said last, in quotes and cut, or nothing.
    var lastLine: String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.last.map { ": \(TextForm.quoted(String($0)))" } ?? ""
    }
}
