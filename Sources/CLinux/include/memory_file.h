#pragma once

/// A file in memory that nobody else sees (close-on-exec), or -1 with errno. Glibc hides `memfd_create` from Swift.
int drtop_memory_file(const char *name);
