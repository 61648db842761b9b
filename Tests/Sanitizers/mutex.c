// Tells ThreadSanitizer what Swift's Synchronization.Mutex orders.
//
// The quick paths of lock and unlock are inlined, so that their atomics are seen; the slow ones, for a lock that somebody
// else holds, are in Swift's library, which is not compiled for ThreadSanitizer: what such a lock guards would be reported
// as a race. Loaded before that library, this takes the calls of the slow paths, passes them on, and tells.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

// The names of `_MutexHandle._lockSlow(_: UInt32)` and `_MutexHandle._unlockSlow()`, of Swift 6.3.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT_METHOD __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

typedef SWIFT_METHOD void (*lock_method)(uint32_t thread, SELF);
typedef SWIFT_METHOD void (*unlock_method)(SELF);
typedef void (*note)(void *address);

static lock_method library_lock;
static unlock_method library_unlock;
// Null in a process without ThreadSanitizer.
static note acquired, released;

__attribute__((constructor)) static void find(void) {
    library_lock = (lock_method)dlsym(RTLD_NEXT, LOCK);
    library_unlock = (unlock_method)dlsym(RTLD_NEXT, UNLOCK);
    acquired = (note)dlsym(RTLD_DEFAULT, "__tsan_acquire");
    released = (note)dlsym(RTLD_DEFAULT, "__tsan_release");
}

SWIFT_METHOD void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT_METHOD void lock_slow(uint32_t thread, SELF) {
    library_lock(thread, self);
    if (acquired) acquired(self);
}

SWIFT_METHOD void unlock_slow(SELF) __asm__(UNLOCK);
SWIFT_METHOD void unlock_slow(SELF) {
    if (released) released(self);
    library_unlock(self);
}
