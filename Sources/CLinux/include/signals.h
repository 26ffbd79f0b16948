#pragma once
#include <stdint.h>

// Signals as something to wait on: a handler may do next to nothing, so it notes the signal and writes an eventfd.

/// Routes WINCH, TERM, INT, HUP, TSTP, CONT and QUIT to an eventfd and makes PIPE harmless. Call it after `newterm`, which
/// installs handlers of its own. Returns the eventfd (close-on-exec, non-blocking; the same one at every call), or -1 with
/// errno.
int drtop_signals_route(void);

/// The signals that came since the last call: bit N stands for signal N. Empties the eventfd as well.
uint64_t drtop_signals_take(void);

/// Wakes whoever waits on the eventfd. For any thread, and for signal handlers.
void drtop_signals_wake(void);

/// Stops this process (and the other processes of its job) until a shell continues it. Returns -1 at once where no shell is
/// there to continue it, as under `ssh host -t drtop` or `xterm -e drtop`: it would stand still for ever.
int drtop_signals_stop(void);
