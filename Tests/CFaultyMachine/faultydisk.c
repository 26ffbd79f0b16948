#define _GNU_SOURCE
#include "faultydisk.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct faulty_disk_control *control;
static const char *folder;

__attribute__((constructor)) static void attach(void) {
    const char *path = getenv("DRTOP_FAULTY_DISK");
    folder = getenv("DRTOP_FAULTY_DISK_FOLDER");
    if (!path || !folder) return;
    int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    void *memory = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory != MAP_FAILED) control = memory;
}

static int is_below(const char *path) { return path && folder && strncmp(path, folder, strlen(folder)) == 0; }

static int concerns(int descriptor) {
    if (!control) return 0;
    int before = errno;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, sizeof path - 1);
    errno = before;
    if (count <= 0) return 0;
    path[count] = 0;
    return is_below(path);
}

static int is_due(uint32_t *counter) {
    uint32_t number = __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
    uint32_t first = __atomic_load_n(&control->first, __ATOMIC_SEQ_CST);
    uint32_t last = __atomic_load_n(&control->last, __ATOMIC_SEQ_CST);
    return number >= first && (last == 0 || number <= last);
}

static uint32_t fault(void) { return __atomic_load_n(&control->fault, __ATOMIC_SEQ_CST); }

/// 0: the write may go on, with at most `*count` bytes.
static int refuses_write(int descriptor, size_t *count) {
    if (!concerns(descriptor) || !is_due(&control->writes)) return 0;
    switch (fault()) {
    case faulty_disk_full: errno = ENOSPC; return 1;
    case faulty_disk_full_midway:
        if (*count > 1 && control->writes == control->first) { *count /= 2; return 0; }
        errno = ENOSPC;
        return 1;
    case faulty_disk_read_only: errno = EROFS; return 1;
    case faulty_disk_write_error: errno = EIO; return 1;
    default: return 0;
    }
}

static int refuses_sync(int descriptor) {
    if (!concerns(descriptor) || !is_due(&control->syncs)) return 0;
    while (fault() == faulty_disk_hung) usleep(10000);
    if (fault() != faulty_disk_sync_error) return 0;
    errno = EIO;
    return 1;
}

static int refuses_open(const char *path, int flags) {
    if (!control || !is_below(path)) return 0;
    while (fault() == faulty_disk_hung_opening) usleep(10000);
    if ((flags & O_ACCMODE) == O_RDONLY || fault() != faulty_disk_read_only) return 0;
    errno = EROFS;
    return 1;
}

#define NEXT(name) static __typeof__(name) *next; if (!next) next = dlsym(RTLD_NEXT, #name)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    NEXT(write);
    return refuses_write(descriptor, &count) ? -1 : next(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    NEXT(pwrite);
    return refuses_write(descriptor, &count) ? -1 : next(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    NEXT(pwrite64);
    return refuses_write(descriptor, &count) ? -1 : next(descriptor, bytes, count, offset);
}

int ftruncate(int descriptor, off_t length) {
    NEXT(ftruncate);
    size_t one = 1;
    return refuses_write(descriptor, &one) ? -1 : next(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    NEXT(ftruncate64);
    size_t one = 1;
    return refuses_write(descriptor, &one) ? -1 : next(descriptor, length);
}

int fsync(int descriptor) {
    NEXT(fsync);
    return refuses_sync(descriptor) ? -1 : next(descriptor);
}

int fdatasync(int descriptor) {
    NEXT(fdatasync);
    return refuses_sync(descriptor) ? -1 : next(descriptor);
}

static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }

int open(const char *path, int flags, ...) {
    NEXT(open);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return refuses_open(path, flags) ? -1 : next(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    NEXT(open64);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return refuses_open(path, flags) ? -1 : next(path, flags, mode);
}
