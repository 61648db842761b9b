// A library for LD_PRELOAD that makes the disk fail under a process, by the plan of plan.c.
//
// It stands between the program and the C library in the calls by which files are changed and clients are answered. Each
// such call below the data folder is a numbered crash point. SQLite writes by open64, pwrite64, ftruncate64, fdatasync and
// unlink; Foundation by open, mkstemp, write, fsync, rename and link; the server answers by write, writev and sendmsg. Mapped
// memory is not seen: of the data folder, only SQLite's -shm file is written so, which no power loss needs to keep.
#define _GNU_SOURCE
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_active;
static char folder_path[4096];
static size_t folder_length;

__attribute__((constructor)) static void start(void) {
    if (!plan_load() || !realpath(getenv("ROOST_FAULT_DIR"), folder_path)) return;
    folder_length = strlen(folder_path);
    is_active = true;
}

static enum target target_named(const char *name) {
    if (!strncmp(name, "socket:", 7)) return SOCKET;
    if (strncmp(name, folder_path, folder_length) || (name[folder_length] && name[folder_length] != '/')) return OTHER;
    return strstr(name, ".sqlite-shm") ? SHARED_MEMORY : DATA;
}

enum target target_of(int descriptor) {
    char link[40], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = is_active ? readlink(link, name, sizeof name - 1) : -1;
    if (length < 0) return OTHER;
    name[length] = 0;
    return target_named(name);
}

enum target target_of_path(int folder, const char *path) {
    if (!is_active) return OTHER;
    if (*path == '/') return target_named(path);
    return folder == AT_FDCWD ? OTHER : target_of(folder);
}

/// Counts a call under the lock, and ends the process when its moment is before the call.
static enum moment enter(enum kind kind, const char *call) {
    pthread_mutex_lock(&lock);
    enum moment moment = plan_reach(kind);
    if (moment == BEFORE) plan_die(call);
    return moment;
}

static void leave(enum moment moment, const char *call) {
    if (moment != NEVER) plan_die(call);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
}

/// A call that makes, moves or removes a name.
#define CHANGE_NAME(CALL, IS_DATA, NEEDS_SPACE, REAL)           \
    if (!(IS_DATA)) return (int)(REAL);                         \
    enum moment moment = enter(NAME, CALL);                     \
    int result = -1;                                            \
    if ((NEEDS_SPACE) && plan_is_full()) errno = ENOSPC;        \
    else result = (int)(REAL);                                  \
    leave(moment, CALL);                                        \
    return result;

// MARK: - Names

static int open_file(int folder, const char *path, int flags, mode_t mode) {
    bool makes = flags & O_CREAT && target_of_path(folder, path) != OTHER && syscall(SYS_faccessat, folder, path, F_OK) != 0;
    CHANGE_NAME("open", makes, true, syscall(SYS_openat, folder, path, flags, mode))
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define DEFINE_OPEN(NAME)                                       \
    int NAME(const char *path, int flags, ...) {                \
        va_list arguments;                                      \
        va_start(arguments, flags);                             \
        mode_t mode = mode_of(flags, arguments);                \
        va_end(arguments);                                      \
        return open_file(AT_FDCWD, path, flags, mode);          \
    }
#define DEFINE_OPENAT(NAME)                                     \
    int NAME(int folder, const char *path, int flags, ...) {    \
        va_list arguments;                                      \
        va_start(arguments, flags);                             \
        mode_t mode = mode_of(flags, arguments);                \
        va_end(arguments);                                      \
        return open_file(folder, path, flags, mode);            \
    }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

int creat(const char *path, mode_t mode) { return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int rename(const char *from, const char *to) {
    CHANGE_NAME("rename", target_of_path(AT_FDCWD, to) != OTHER, false, syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to))
}

int renameat(int folder, const char *from, int other, const char *to) {
    CHANGE_NAME("renameat", target_of_path(other, to) != OTHER, false, syscall(SYS_renameat, folder, from, other, to))
}

int link(const char *from, const char *to) {
    CHANGE_NAME("link", target_of_path(AT_FDCWD, to) != OTHER, true, syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0))
}

int linkat(int folder, const char *from, int other, const char *to, int flags) {
    CHANGE_NAME("linkat", target_of_path(other, to) != OTHER, true, syscall(SYS_linkat, folder, from, other, to, flags))
}

int unlink(const char *path) {
    CHANGE_NAME("unlink", target_of_path(AT_FDCWD, path) != OTHER, false, syscall(SYS_unlinkat, AT_FDCWD, path, 0))
}

int unlinkat(int folder, const char *path, int flags) {
    CHANGE_NAME("unlinkat", target_of_path(folder, path) != OTHER, false, syscall(SYS_unlinkat, folder, path, flags))
}

int mkdir(const char *path, mode_t mode) {
    CHANGE_NAME("mkdir", target_of_path(AT_FDCWD, path) != OTHER, true, syscall(SYS_mkdirat, AT_FDCWD, path, mode))
}

// MARK: - Lengths and syncs

int ftruncate(int descriptor, off_t size) {
    enum target target = target_of(descriptor);
    if (target != DATA && target != SHARED_MEMORY) return (int)syscall(SYS_ftruncate, descriptor, size);
    enum moment moment = enter(SIZE, "ftruncate");
    if (target == DATA) undo_truncate(descriptor, size);
    int result = (int)syscall(SYS_ftruncate, descriptor, size);
    leave(moment, "ftruncate");
    return result;
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

static int sync_file(int descriptor, long number) {
    if (target_of(descriptor) != DATA) return (int)syscall(number, descriptor);
    enum moment moment = enter(SYNC, "fsync");
    int result = -1;
    if (plan_sync_fails()) {
        undo_sync_failed(descriptor);
        errno = EIO;
    } else if ((result = (int)syscall(number, descriptor)) == 0 && !plan_lies()) {
        undo_synced(descriptor);
    }
    leave(moment, "fsync");
    return result;
}

int fsync(int descriptor) { return sync_file(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return sync_file(descriptor, SYS_fdatasync); }

// MARK: - Bytes

static ssize_t real_write(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return offset < 0 ? syscall(SYS_writev, descriptor, parts, count)
                      : syscall(SYS_pwritev, descriptor, parts, count, offset, 0);
}

/// Where a write begins.
static off_t place(int descriptor, off_t offset) {
    if (offset >= 0) return offset;
    bool appends = fcntl(descriptor, F_GETFL) & O_APPEND;
    return lseek(descriptor, 0, appends ? SEEK_END : SEEK_CUR);
}

/// - offset: -1 for the descriptor's own.
static ssize_t write_parts(int descriptor, const struct iovec *parts, int count, off_t offset) {
    enum target target = target_of(descriptor);
    if (target == OTHER) return real_write(descriptor, parts, count, offset);
    enum moment moment = enter(target == SOCKET ? SEND : WRITE, "write");
    if (plan_interrupts()) {
        errno = EINTR;
        leave(moment, "write");
        return -1;
    }
    if (target != SOCKET && plan_is_full()) {
        errno = ENOSPC;
        leave(moment, "write");
        return -1;
    }
    size_t total = 0;
    for (int index = 0; index < count; index++) total += parts[index].iov_len;
    size_t limit = moment == HALFWAY && total > 1 ? 1 + plan_random(total - 1) : plan_shorten(total);
    struct iovec head = {parts[0].iov_base, parts[0].iov_len < limit ? parts[0].iov_len : limit};
    if (limit < total && head.iov_len) parts = &head, count = 1, total = head.iov_len;
    if (target == DATA) undo_begin(descriptor, place(descriptor, offset), total);
    ssize_t result = real_write(descriptor, parts, count, offset);
    int error = errno;
    if (target == DATA) undo_end(result);
    errno = error;
    leave(moment, "write");
    return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    return write_parts(descriptor, &(struct iovec){(void *)bytes, count}, 1, -1);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return write_parts(descriptor, &(struct iovec){(void *)bytes, count}, 1, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) { return write_parts(descriptor, parts, count, -1); }

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return write_parts(descriptor, parts, count, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
    return write_parts(descriptor, parts, count, offset);
}

/// Copies between files; in the data folder, written by the calls above so that nothing is missed.
ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
    if (target_of(to) == OTHER) return syscall(SYS_sendfile, to, from, offset, count);
    char bytes[65536];
    if (count > sizeof bytes) count = sizeof bytes;
    ssize_t got = offset ? pread(from, bytes, count, *offset) : read(from, bytes, count);
    if (got <= 0) return got;
    ssize_t result = write(to, bytes, (size_t)got);
    if (offset && result > 0) *offset += result;
    else if (!offset && result < got) lseek(from, (result < 0 ? 0 : result) - got, SEEK_CUR);
    return result;
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count) { return sendfile(to, from, offset, count); }

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    if (target_of(descriptor) != SOCKET) return syscall(SYS_sendmsg, descriptor, message, flags);
    enum moment moment = enter(SEND, "sendmsg");
    ssize_t result = syscall(SYS_sendmsg, descriptor, message, flags);
    leave(moment, "sendmsg");
    return result;
}

ssize_t send(int descriptor, const void *bytes, size_t count, int flags) {
    if (target_of(descriptor) != SOCKET) return syscall(SYS_sendto, descriptor, bytes, count, flags, NULL, 0);
    enum moment moment = enter(SEND, "send");
    ssize_t result = syscall(SYS_sendto, descriptor, bytes, count, flags, NULL, 0);
    leave(moment, "send");
    return result;
}
