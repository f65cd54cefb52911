// Linked into the static program by build-static, so that it runs where /proc is not mounted: in an empty folder, for example. What
// begins with __wrap_ is called instead of the function that the rest of its name names (the linker's --wrap).
#include <stddef.h>

void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc);

// Swift reads the arguments from /proc. glibc hands them to each constructor.
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
    _swift_stdlib_overrideUnsafeArgvArgc(argv, argc);
}

// Before main, Swift's runtime asks where its program for backtraces is, for which it needs its own path from /proc, and ends the
// process where it has none. A static program is shipped without that program.
const char *__wrap_swift_copyAuxiliaryExecutablePath(const char *name) {
    (void)name;
    return NULL;
}

// libdispatch registers each worker thread, looks into /proc once a second how many of them run, so as to start more, and ends the
// process where it cannot. rolecall's own work needs no more threads than there are cores, so none is registered.
void __wrap__dispatch_workq_worker_register(void *queue) { (void)queue; }
void __wrap__dispatch_workq_worker_unregister(void *queue) { (void)queue; }
