// Preloaded into the server: writes every second how many bytes of the C library's heap are in use into the file that SOAK_HEAP names.
// What the process holds of the system's memory says less: freed memory is kept, and one large piece of work shows for long.
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *watch(void *path) {
    for (;;) {
        struct mallinfo2 heap = mallinfo2();
        FILE *file = fopen(path, "r+");
        if (!file) file = fopen(path, "w");
        if (file) {
            fprintf(file, "%20zu\n", heap.uordblks + heap.hblkhd);
            fclose(file);
        }
        sleep(1);
    }
    return NULL;
}

__attribute__((constructor)) static void begin(void) {
    char *path = getenv("SOAK_HEAP");
    pthread_t thread;
    if (path) pthread_create(&thread, NULL, watch, path);
}
