// What a power loss takes: for each file, the changes since its last sync, with the bytes before and after.
//
// Contents and lengths are undone by pages, each by itself, as the kernel may have written any of them. Names stay as they
// are: a file that was renamed or linked before it was synced keeps its new name and may lose its contents.
#define _GNU_SOURCE
#include "faults.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096 };
enum state { PENDING, LOST, DURABLE };

struct change {
    struct change *previous, *next;
    enum state state;
    bool truncates;
    off_t offset, size_before, size_after;
    size_t count, old_count;
    char *old_bytes, *new_bytes;
};

/// Files are told apart by their inodes, which stay theirs while this holds them open. The descriptors are never closed: that
/// would take SQLite's locks from it.
struct file {
    struct file *next;
    dev_t device;
    ino_t inode;
    int descriptor;
    struct change *first, *last;
};

static struct file *files;
static struct file *current;

static off_t size_of(const struct file *file) {
    struct stat status;
    return fstat(file->descriptor, &status) == 0 ? status.st_size : 0;
}

/// NULL for what is no regular file.
static struct file *file_of(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return NULL;
    for (struct file *file = files; file; file = file->next) {
        if (file->inode == status.st_ino && file->device == status.st_dev) return file;
    }
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    int own = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC, 0);
    if (own < 0) return NULL;
    struct file *file = calloc(1, sizeof *file);
    *file = (struct file){files, status.st_dev, status.st_ino, own, NULL, NULL};
    return files = file;
}

static struct change *add(struct file *file, off_t offset, size_t count) {
    struct change *change = calloc(1, sizeof *change);
    change->offset = offset;
    change->count = count;
    change->size_before = size_of(file);
    change->old_bytes = malloc(count ? count : 1);
    ssize_t old_count = pread(file->descriptor, change->old_bytes, count, offset);
    change->old_count = old_count < 0 ? 0 : (size_t)old_count;
    change->previous = file->last;
    if (file->last) file->last->next = change; else file->first = change;
    return file->last = change;
}

void undo_begin(int descriptor, off_t offset, size_t count) {
    if ((current = file_of(descriptor))) add(current, offset, count);
}

void undo_end(ssize_t count) {
    if (!current) return;
    struct change *change = current->last;
    change->count = count < 0 ? 0 : (size_t)count;
    change->new_bytes = malloc(change->count ? change->count : 1);
    ssize_t read = pread(current->descriptor, change->new_bytes, change->count, change->offset);
    if (read < (ssize_t)change->count) change->count = read < 0 ? 0 : (size_t)read;
    if (change->old_count > change->count) change->old_count = change->count;
    current = NULL;
}

void undo_truncate(int descriptor, off_t size) {
    struct file *file = file_of(descriptor);
    if (!file) return;
    off_t before = size_of(file);
    struct change *change = add(file, size, before > size ? (size_t)(before - size) : 0);
    change->truncates = true;
    change->size_after = size;
    change->count = 0;
}

static void forget(struct file *file) {
    for (struct change *change = file->first, *next; change; change = next) {
        next = change->next;
        free(change->old_bytes);
        free(change->new_bytes);
        free(change);
    }
    file->first = file->last = NULL;
}

void undo_synced(int descriptor) {
    struct file *file = file_of(descriptor);
    if (!file) return;
    bool has_lost = false;
    for (struct change *change = file->first; change; change = change->next) {
        if (change->state == PENDING) change->state = DURABLE;
        has_lost |= change->state == LOST;
    }
    if (!has_lost) forget(file);
}

void undo_sync_failed(int descriptor) {
    struct file *file = file_of(descriptor);
    if (!file) return;
    for (struct change *change = file->first; change; change = change->next) {
        if (change->state == PENDING) change->state = LOST;
    }
}

static void write_at(int descriptor, const char *bytes, size_t count, off_t offset) {
    while (count) {
        long written = syscall(SYS_pwrite64, descriptor, bytes, count, offset);
        if (written <= 0) return;
        bytes += written, count -= (size_t)written, offset += written;
    }
}

static void redo(const struct file *file, const struct change *change, unsigned kept_percent) {
    bool is_durable = change->state == DURABLE;
    if (change->state == LOST) return;
    if (change->truncates) {
        if (is_durable || plan_random(100) < kept_percent) syscall(SYS_ftruncate, file->descriptor, change->size_after);
        return;
    }
    for (size_t done = 0, part; done < change->count; done += part) {
        off_t offset = change->offset + (off_t)done;
        part = PAGE - (size_t)(offset % PAGE);
        if (part > change->count - done) part = change->count - done;
        if (is_durable || plan_random(100) < kept_percent) {
            write_at(file->descriptor, change->new_bytes + done, part, offset);
        }
    }
}

void undo_lose_power(void) {
    static const unsigned shares[] = {0, 10, 50, 90, 100};
    unsigned kept_percent = shares[plan_random(5)];
    for (struct file *file = files; file; file = file->next) {
        for (struct change *change = file->last; change; change = change->previous) {
            write_at(file->descriptor, change->old_bytes, change->old_count, change->offset);
            syscall(SYS_ftruncate, file->descriptor, change->size_before);
        }
        for (struct change *change = file->first; change; change = change->next) redo(file, change, kept_percent);
    }
}
