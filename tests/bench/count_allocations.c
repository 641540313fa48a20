// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/* Preloaded into a server: counts malloc, calloc, realloc and aligned_alloc (operator new ends in one of them) in the eight
   bytes that the file named by ALLOCATION_COUNT begins with. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

static _Atomic unsigned long own;
static _Atomic unsigned long* counted = &own;

__attribute__((constructor)) static void share(void) {
    const char* path = getenv("ALLOCATION_COUNT");
    const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void* page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (page != MAP_FAILED)
        counted = page;
}

static void count(void) { atomic_fetch_add_explicit(counted, 1, memory_order_relaxed); }

void* malloc(size_t size) { return count(), __libc_malloc(size); }
void* calloc(size_t number, size_t size) { return count(), __libc_calloc(number, size); }
void* realloc(void* old, size_t size) { return count(), __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) { return count(), __libc_memalign(alignment, size); }
