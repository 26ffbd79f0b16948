#define _GNU_SOURCE
#include "pseudoterminal.h"
#include <fcntl.h>
#include <locale.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

pid_t pseudoterminal_spawn(char *const argv[], char *const envp[], unsigned short rows, unsigned short columns, int *master) {
    struct winsize size = {rows, columns, 0, 0};
    pid_t process = forkpty(master, 0, 0, &size);
    if (process == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, 0);
        for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
        closefrom(3);
        execve(argv[0], argv, envp);
        _exit(127);
    }
    if (process > 0) fcntl(*master, F_SETFD, FD_CLOEXEC);
    return process;
}

int pseudoterminal_resize(int master, unsigned short rows, unsigned short columns) {
    struct winsize size = {rows, columns, 0, 0};
    return ioctl(master, TIOCSWINSZ, &size);
}

int process_spawn(pid_t *process, char *const argv[]) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    int code = posix_spawnp(process, argv[0], &actions, 0, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

int pseudoterminal_wcwidth(int character) {
    static locale_t utf8;
    if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", 0);
    locale_t former = uselocale(utf8);
    int width = wcwidth(character);
    uselocale(former);
    return width;
}
