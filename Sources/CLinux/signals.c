#define _GNU_SOURCE
#include "signals.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int wake = -1;
static _Atomic uint64_t seen;

void drtop_signals_wake(void) {
    uint64_t one = 1;
    ssize_t ignored = write(wake, &one, sizeof one);  // a full counter is a wake-up too
    (void)ignored;
}

static void note(int signal) {
    int kept = errno;
    atomic_fetch_or(&seen, 1ull << signal);
    drtop_signals_wake();
    errno = kept;
}

static void nothing(int signal) { (void)signal; }

int drtop_signals_route(void) {
    if (wake < 0) wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (wake < 0) return -1;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigfillset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    action.sa_handler = note;
    static const int routed[] = {SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGQUIT};
    for (unsigned i = 0; i < sizeof routed / sizeof *routed; i++) sigaction(routed[i], &action, NULL);
    action.sa_handler = nothing;  // not SIG_IGN, which the programs that we start would inherit
    sigaction(SIGPIPE, &action, NULL);
    return wake;
}

uint64_t drtop_signals_take(void) {
    uint64_t count;
    // The eventfd first: a signal between the two lines is taken now and merely wakes once more for nothing.
    ssize_t ignored = read(wake, &count, sizeof count);
    (void)ignored;
    return atomic_exchange(&seen, 0);
}

/// The parent of `process`, or -1.
static pid_t parent_of(pid_t process) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "re");
    if (!file) return -1;
    size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[count] = 0;
    char *end = strrchr(text, ')');  // the name before it may hold anything
    int parent = -1;
    if (!end || sscanf(end + 1, " %*c %d", &parent) != 1) return -1;
    return parent;
}

/// Whether a shell of the same session started this process group, and so can continue it.
static int is_a_job(void) {
    pid_t group = getpgrp(), shell = parent_of(group);
    return shell > 0 && getsid(shell) == getsid(0) && getpgid(shell) != group;
}

int drtop_signals_stop(void) {
    if (!is_a_job()) return -1;
    struct sigaction ignore, former;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGTSTP, &ignore, &former);
    kill(0, SIGTSTP);  // a wrapper such as make has to stop too, or the shell never gets the terminal back
    sigaction(SIGTSTP, &former, NULL);
    raise(SIGSTOP);  // unlike kill(0, SIGSTOP), it stops this thread before it returns
    return 0;
}
