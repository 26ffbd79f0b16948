#pragma once
#include <stddef.h>

// The way back to the terminal that the shell handed over, on every exit: normal, by a signal, by a crash. All exits take the
// same path (`drtop_rescue_leave`), so that the one which is rarely seen is tested by the one which is seen daily.

/// Remembers the modes of `terminal`. Must come before anything else touches them. Returns -1 with errno when it is no terminal.
/// The descriptor should be non-blocking: a terminal that does not read must not hold up an exit.
int drtop_rescue_remember(int terminal);

/// What makes the terminal's screen normal again: at most 256 bytes; more are cut off. The crash handler writes these as they are.
void drtop_rescue_set_farewell(const char *bytes, size_t count);

/// Takes the terminal: raw modes, and standard error (where it is a terminal) goes to `log`, or to memory when `log` is -1.
/// At the first call the fault handlers and an `atexit` are installed. Returns -1 with errno.
int drtop_rescue_enter(int log);

/// Gives the terminal back: farewell, modes, standard error and what it held. Async-signal-safe; a second call does nothing.
void drtop_rescue_leave(void);

/// Forgets what standard error was given to memory when that has grown beyond 1 MiB.
void drtop_rescue_trim(void);

/// Gives the calling thread a stack for the fault handler, so that a stack overflow restores the terminal too. Cheap to repeat.
void drtop_rescue_guard_thread(void);

/// Starts the program once more, with SWIFT_BACKTRACE=interactive=no, when standard input is a terminal and the variable is not
/// set: Swift's backtracer, where it is installed, reads it at the start only, and would otherwise hold a crashed program for
/// 30 s with a question.
/// Keeps the arguments and the process id. Returns only when there was nothing to do, or it could not be done.
void drtop_rescue_restart_without_questions(char *const arguments[]);
