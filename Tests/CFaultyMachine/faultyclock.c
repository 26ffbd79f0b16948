#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// A wall clock that jumps when it is told to; the monotonic one goes on as it is. DRTOP_FAULTY_CLOCK names a file with the
// seconds by which it is wrong. Not libfaketime: that changes the environment before Swift has read the arguments behind it.

static const volatile int64_t *seconds;

__attribute__((constructor)) static void attach(void) {
    const char *path = getenv("DRTOP_FAULTY_CLOCK");
    if (!path) return;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    void *memory = mmap(0, sizeof *seconds, PROT_READ, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory != MAP_FAILED) seconds = memory;
}

static int64_t wrong_by(void) { return seconds ? *seconds : 0; }

int clock_gettime(clockid_t clock, struct timespec *time) {
    static __typeof__(clock_gettime) *next;
    if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
    int code = next(clock, time);
    if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += wrong_by();
    return code;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    static int (*next)(struct timeval *restrict, void *restrict);
    if (!next) next = dlsym(RTLD_NEXT, "gettimeofday");
    int code = next(time, zone);
    if (code == 0) time->tv_sec += wrong_by();
    return code;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
