#define _GNU_SOURCE
#include "give_back.h"
#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* The program itself comes first. Its code is never written to, so that what is dropped here is read back from the file,
   or from the system's cache of it, when it is needed. */
static int drop_code(struct dl_phdr_info *module, size_t size, void *unused) {
    (void)size, (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &module->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || part->p_flags & PF_W) continue;
        uintptr_t first = (module->dlpi_addr + part->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = (module->dlpi_addr + part->p_vaddr + part->p_filesz) & ~(page - 1);
        /* An advice: without it everything works as well. */
        if (first < end) (void)madvise((void *)first, end - first, MADV_DONTNEED);
    }
    return 1;
}

void drtop_memory_give_back(void) {
    malloc_trim(0);
    dl_iterate_phdr(drop_code, NULL);
}
