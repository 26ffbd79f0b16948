#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

/// Gives back to the system what was needed for a moment only: free memory, and the pages of code that ran at the start.
/// What of the code is needed again comes back by itself.
void drtop_memory_give_back(void);
