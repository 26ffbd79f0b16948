#pragma once
#include <sys/types.h>
#include <termios.h>

/// Starts a program on a new pseudo-terminal. In C, because between fork and exec only async-signal-safe calls are allowed.
pid_t pseudoterminal_spawn(char *const argv[], char *const envp[], unsigned short rows, unsigned short columns, int *master);
int pseudoterminal_resize(int master, unsigned short rows, unsigned short columns);

/// Starts a program that is found in PATH, with none of our descriptors beside the first three. In C, because Glibc does not
/// export what it takes. Returns 0, or an errno.
int process_spawn(pid_t *process, char *const argv[]);

/// The width that the C library gives to a character in C.UTF-8.
int pseudoterminal_wcwidth(int character);
