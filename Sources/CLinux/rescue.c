#define _GNU_SOURCE
#include "rescue.h"
#include "memory_file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// Written before `taken` becomes 1 and only read afterwards, also by a signal handler on another thread.
static int terminal = -1, former_error = -1, captured = -1;
static struct termios shell_modes;
static char farewell[256];
static size_t farewell_count;
static struct sigaction former[NSIG];
static _Atomic int taken;

enum { captured_limit = 1 << 20, replayed_limit = 1 << 16, patience_ms = 200 };

int drtop_rescue_remember(int descriptor) {
    if (tcgetattr(descriptor, &shell_modes) < 0) return -1;
    terminal = descriptor;
    return 0;
}

void drtop_rescue_set_farewell(const char *bytes, size_t count) {
    farewell_count = count < sizeof farewell ? count : sizeof farewell;
    memcpy(farewell, bytes, farewell_count);
}

/// Writes to the non-blocking terminal, waiting a bounded time for it to read.
static void tell(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(terminal, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EINTR) {
            continue;
        } else {
            struct pollfd room = {terminal, POLLOUT, 0};
            if (written == 0 || errno != EAGAIN || poll(&room, 1, patience_ms) <= 0 || !(room.revents & POLLOUT)) return;
        }
    }
}

static void give_error_back(void) {
    if (former_error < 0) return;
    dup2(former_error, 2);
    if (captured < 0) return;
    char part[1024];
    off_t end = lseek(captured, 0, SEEK_END);
    for (off_t at = end > replayed_limit ? end - replayed_limit : 0; at < end;) {
        ssize_t count = pread(captured, part, sizeof part, at);
        if (count <= 0) break;
        tell(part, (size_t)count);
        at += count;
    }
    if (ftruncate(captured, 0) == 0) lseek(captured, 0, SEEK_SET);
}

void drtop_rescue_leave(void) {
    if (!atomic_exchange(&taken, 0)) return;
    int kept = errno;
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTTOU);  // in the background, tcsetattr would otherwise stop us half way
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    tell(farewell, farewell_count);
    tcsetattr(terminal, TCSANOW, &shell_modes);  // not TCSADRAIN: a stopped terminal never drains
    give_error_back();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = kept;
}

static void on_fault(int number, siginfo_t *information, void *context) {
    (void)context;
    static _Atomic int begun, done;
    if (!atomic_exchange(&begun, 1)) {
        drtop_rescue_leave();
        atomic_store(&done, 1);
    }
    // Another thread's fault, at the same time, must not end the process half way through.
    for (int turn = 0; turn < 100 && !atomic_load(&done); turn++) poll(NULL, 0, 10);
    struct sigaction byDefault;
    memset(&byDefault, 0, sizeof byDefault);
    byDefault.sa_handler = SIG_DFL;
    // Not a fault but a message: from another process, or abort(), which is ours and keeps Swift's backtrace.
    int sent = information->si_code <= 0, ours = information->si_pid == getpid();
    sigaction(number, sent && !ours ? &byDefault : &former[number], NULL);
    if (sent) raise(number);  // a fault repeats by itself on return, a message does not
}

static void install_once(void) {
    static int installed;
    if (installed) return;
    installed = 1;
    atexit(drtop_rescue_leave);
    drtop_rescue_guard_thread();
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    action.sa_sigaction = on_fault;
    static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, &former[faults[i]]);
}

int drtop_rescue_enter(int log) {
    if (atomic_load(&taken)) return 0;
    struct termios raw = shell_modes;
    cfmakeraw(&raw);  // Ctrl-C, Ctrl-Z and Ctrl-S become keys: the owner decides what they may do
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    install_once();
    if (isatty(2)) {  // redirected by the user: leave it alone
        if (former_error < 0) former_error = fcntl(2, F_DUPFD_CLOEXEC, 10);
        if (log < 0 && captured < 0) captured = drtop_memory_file("standard error");
        int target = log >= 0 ? log : captured;
        if (former_error >= 0 && target >= 0) dup2(target, 2);
    }
    atomic_store(&taken, 1);
    if (tcsetattr(terminal, TCSANOW, &raw) == 0) return 0;
    drtop_rescue_leave();
    return -1;
}

void drtop_rescue_trim(void) {
    if (captured >= 0 && lseek(captured, 0, SEEK_END) > captured_limit && ftruncate(captured, 0) == 0)
        lseek(captured, 0, SEEK_SET);
}

void drtop_rescue_guard_thread(void) {
    static _Thread_local int guarded;
    if (guarded) return;
    guarded = 1;
    size_t size = 64 * 1024;
    stack_t present, own = {.ss_size = size};
    if (sigaltstack(NULL, &present) < 0 || !(present.ss_flags & SS_DISABLE)) return;  // the runtime gave one already
    own.ss_sp = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (own.ss_sp != MAP_FAILED) sigaltstack(&own, NULL);
}

void drtop_rescue_restart_without_questions(char *const arguments[]) {
    if (!isatty(0) || getenv("SWIFT_BACKTRACE")) return;  // set now: this is the second start
    struct sigaction fault;
    // Where the backtracer is not installed, which is where there is no toolchain, Swift takes no fault and asks nothing.
    if (sigaction(SIGILL, NULL, &fault) == 0 && fault.sa_handler == SIG_DFL) return;
    if (setenv("SWIFT_BACKTRACE", "interactive=no", 1) < 0) return;
    char path[PATH_MAX];
    ssize_t count = readlink("/proc/self/exe", path, sizeof path - 1);
    if (count > 0) {
        path[count] = 0;
        execv(path, arguments);  // by its path, so that ps and pgrep go on to show the program's name
    }
    execv("/proc/self/exe", arguments);  // the file was replaced meanwhile
}
