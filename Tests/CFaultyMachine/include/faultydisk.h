#pragma once
#include <stdint.h>

// A disk that fails when it is told to: a library for LD_PRELOAD that stands between a program and the C library's writing
// calls. DRTOP_FAULTY_DISK_FOLDER names the folder whose files it is about, DRTOP_FAULTY_DISK the file by which it is told.

enum faulty_disk_fault {
    faulty_disk_sound = 0,
    /// Writes: no space left.
    faulty_disk_full = 1,
    /// Half of the first write fits, then no space is left.
    faulty_disk_full_midway = 2,
    /// Writes and opening for writing: read-only file system.
    faulty_disk_read_only = 3,
    /// Syncs: input/output error.
    faulty_disk_sync_error = 4,
    /// Writes: input/output error.
    faulty_disk_write_error = 5,
    /// Syncs do not return until the fault is another.
    faulty_disk_hung = 6,
    /// Opening does not return until the fault is another.
    faulty_disk_hung_opening = 7,
};

/// What the file holds; shared, and looked at before each call.
struct faulty_disk_control {
    uint32_t fault;
    /// The first call that fails, counted from 1 over all calls of the kind (writes or syncs).
    uint32_t first;
    /// The last one; 0: all from the first on.
    uint32_t last;
    /// Counted here.
    uint32_t writes;
    uint32_t syncs;
};
