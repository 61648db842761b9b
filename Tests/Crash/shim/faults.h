// Shared between the parts of the fault-injection library; see faults.c.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// What a call does, for plans that count only some calls.
enum kind { WRITE, SYNC, NAME, SIZE, SEND, ANY };

/// What a file descriptor or path is to the library.
enum target { OTHER, DATA, SHARED_MEMORY, SOCKET };

/// When to die in the call that the plan names.
enum moment { NEVER, BEFORE, HALFWAY, AFTER };

/// Reads the plan; false when there is none for this process.
bool plan_load(void);
/// Counts a call.
enum moment plan_reach(enum kind kind);
/// Whether a call that needs space finds none.
bool plan_is_full(void);
/// Whether a sync fails.
bool plan_sync_fails(void);
/// Whether a sync that succeeds keeps nothing.
bool plan_lies(void);
/// Whether a write is interrupted, and how much of it is done otherwise.
bool plan_interrupts(void);
size_t plan_shorten(size_t count);
uint64_t plan_random(uint64_t bound);
/// Puts back what a power loss takes, if the plan says so, and ends the process.
void plan_die(const char *call) __attribute__((noreturn));

enum target target_of(int descriptor);
enum target target_of_path(int folder, const char *path);

/// Remembers bytes before and after a change of a file; all calls are made under the library's lock.
void undo_begin(int descriptor, off_t offset, size_t count);
void undo_end(ssize_t count);
void undo_truncate(int descriptor, off_t size);
/// What was written is on the disk.
void undo_synced(int descriptor);
/// What was written is lost, however often it is synced later: the kernel marks pages as clean that it could not write.
void undo_sync_failed(int descriptor);
/// Leaves in the files what was synced, and of the rest a random part.
void undo_lose_power(void);
