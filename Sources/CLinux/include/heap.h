#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

/// Gives memory that is free back to the system: what was needed for a moment only is not ours for ever.
void drtop_heap_give_back(void);
