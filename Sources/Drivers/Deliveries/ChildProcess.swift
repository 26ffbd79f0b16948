import Glibc
import Synchronization

/// A process of our own, at the head of its own group, not reaped yet: until then its number belongs to no other.
struct ChildProcess {
    let pid: pid_t
    /// The end of a pipe that gives its output and its errors; whoever has the process closes it.
    let output: Int32

    /// Between making a pipe and marking it as not inherited, no other program may start.
    private static let starting = Mutex(())

    struct SpawnError: Error {
        var code: Int32
    }

    enum Ending {
        case exited(Int32)
        case signalled(Int32)
    }

    /// Standard input is empty. Descriptors of drtop's are not inherited: all are opened close-on-exec.
    static func spawn(
        _ arguments: [String], searchPath: String, variables: [String: String] = [:]
    ) -> Result<ChildProcess, SpawnError> {
        guard let program = locate(arguments[0], searchPath) else { return .failure(SpawnError(code: ENOENT)) }
        return starting.withLock { _ in
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return .failure(SpawnError(code: errno)) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            defer { close(ends[1]) }
            do throws(SpawnError) {
                return .success(
                    ChildProcess(pid: try spawn(program, arguments, searchPath, variables, ends[1]), output: ends[0]))
            } catch {
                close(ends[0])
                return .failure(error)
            }
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ searchPath: String, _ variables: [String: String],
        _ output: Int32
    ) throws(SpawnError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // The screen blocks and ignores signals that a program expects to work.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let own = ["PATH=\(searchPath)", "LC_ALL=C.UTF-8"] + variables.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
        var environment: [UnsafeMutablePointer<CChar>?] = own.map { strdup($0) } + [nil]
        defer { for word in words + environment { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &words, &environment)
        guard code == 0 else { throw SpawnError(code: code) }
        return pid
    }

    /// Looks without reaping.
    var hasEnded: Bool {
        var information = siginfo_t()
        let answer = waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT)
        // An error means that there is nothing to wait for any more.
        return answer != 0 ? errno != EINTR : information.si_signo != 0
    }

    /// Kills the process and everything that it started and that stayed in its group, then reaps it.
    func killGroup() {
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    }

    /// - Precondition: the process has ended.
    func reap(killingGroupUnlessSuccessful: Bool) -> Ending {
        var information = siginfo_t()
        _ = waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT)
        let exitedWell = information.si_code == CLD_EXITED && information._sifields._sigchld.si_status == 0
        if killingGroupUnlessSuccessful && !exitedWell { kill(-pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
    }

    private static func locate(_ name: String, _ searchPath: String) -> String? {
        if name.contains("/") { return name }
        return searchPath.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
