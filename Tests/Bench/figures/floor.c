// The least that a screen of 10,000 signs can cost: ncurses in C, one sign a node, two lines above them.
// argv: CHANGES SECONDS FRAMES: so many signs change each second, in FRAMES drawings a second; then one line of JSON on
// standard output. The terminal is the one of standard input and /dev/tty.
#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { NODES = 10000, MOST_COLUMNS = 1000 };

static double processor(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int down[NODES], count;

static void put(int node) {
    int columns = COLS < MOST_COLUMNS ? COLS : MOST_COLUMNS;
    cchar_t sign;
    setcchar(&sign, down[node] ? L"x" : L"·", down[node] ? A_BOLD : 0, down[node] ? 1 : 0, NULL);
    mvadd_wch(2 + node / columns, node % columns, &sign);
}

int main(int arguments, char **argument) {
    if (arguments != 4) return 2;
    int changes = atoi(argument[1]), seconds = atoi(argument[2]), frames = atoi(argument[3]);
    setlocale(LC_ALL, "");
    FILE *terminal = fopen("/dev/tty", "r+");
    if (!terminal || frames < 1) return 1;
    set_term(newterm(NULL, terminal, terminal));
    start_color();
    use_default_colors();
    init_pair(1, COLOR_YELLOW, -1);
    curs_set(0);
    for (int node = 0; node < NODES; node++) put(node);
    mvprintw(0, 0, "floor   fra1 PRIMARY   ams2 BACKUP");
    mvprintw(1, 0, "OK    Nothing needs you.");
    refresh();
    double begun = processor();
    for (int frame = 0; frame < seconds * frames; frame++) {
        usleep(1000000 / frames);
        for (int change = 0; change < changes / frames; change++) {
            int node = rand() % NODES;
            down[node] = !down[node];
            count += down[node] ? 1 : -1;
            put(node);
        }
        mvprintw(1, 0, "P3 !  %d nodes of fra1 are down.   ", count);
        refresh();
    }
    double used = processor() - begun;
    endwin();
    printf("{\"cpu\":%f,\"frames\":%d}\n", used, seconds * frames);
    return 0;
}
