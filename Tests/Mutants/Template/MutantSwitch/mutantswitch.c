#include "mutantswitch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

int32_t mutant_in_force;
uint8_t mutant_marks[65536];

void mutant_write_marks(void) {
    const char *path = getenv("MUTANT_MARKS");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    for (int number = 1; number < 65536; number++) {
        if (mutant_marks[number]) fprintf(file, "%d\n", number);
    }
    fclose(file);
}

void mutant_forget_marks(void) { memset(mutant_marks, 0, sizeof mutant_marks); }

void mutant_allow_seconds(unsigned seconds) {
    struct rusage used;
    struct rlimit limit;
    getrusage(RUSAGE_SELF, &used);
    getrlimit(RLIMIT_CPU, &limit);
    limit.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds;
    setrlimit(RLIMIT_CPU, &limit);
    // One that waits for what never comes uses no time of the processor.
    alarm(seconds * 10);
}

__attribute__((constructor)) static void read_switch(void) {
    const char *text = getenv("MUTANT");
    mutant_in_force = text ? atoi(text) : 0;
    // A mutant may ask for memory without end.
    struct rlimit space = {8ul << 30, 8ul << 30};
    setrlimit(RLIMIT_AS, &space);
    mutant_allow_seconds(20);
    atexit(mutant_write_marks);
}
