// The plan of a process: ROOST_FAULT, items with commas between.
//
//   crash=KIND@N/MOMENT    SIGKILL in the N-th call of the kind: write, sync, name, size, send or any;
//                          MOMENT: before, halfway (of a write, only a part is done) or after
//   power=KIND@N/MOMENT    as crash, and what was not synced is lost in part
//   enospc=N+M             of the calls that need space, M from the N-th on fail with ENOSPC
//   eio=N+M                of the syncs, M from the N-th on fail with EIO
//   short=PERCENT          of the writes are short or interrupted by a signal
//   lie=1                  syncs succeed and keep nothing, as on a disk that lies: what a power loss takes must be noticed
//   seed=S                 of everything random here
//
// ROOST_FAULT_DIR is the folder whose files count. Only the program `roost` itself is concerned, not its children.
#define _GNU_SOURCE
#include "faults.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const kind_names[] = {"write", "sync", "name", "size", "send", "any"};

static struct {
    bool loses_power, lies;
    enum kind kind;
    enum moment moment;
    long at;
    long full_from, full_count, eio_from, eio_count;
    unsigned short_percent;
    uint64_t random;
    long reached[ANY + 1], needing_space;
} plan = {.kind = ANY, .random = 1};

/// splitmix64.
uint64_t plan_random(uint64_t bound) {
    uint64_t value = plan.random += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return bound ? (value ^ value >> 31) % bound : 0;
}

static void load_item(char *item) {
    char *value = strchr(item, '=');
    if (!value) goto malformed;
    *value++ = 0;
    if (!strcmp(item, "crash") || !strcmp(item, "power")) {
        char kind[8] = "", moment[8] = "";
        if (sscanf(value, "%7[a-z]@%ld/%7[a-z]", kind, &plan.at, moment) != 3) goto malformed;
        for (plan.kind = WRITE; plan.kind < ANY && strcmp(kind, kind_names[plan.kind]); plan.kind++) {}
        plan.moment = *moment == 'b' ? BEFORE : *moment == 'h' ? HALFWAY : AFTER;
        plan.loses_power = *item == 'p';
    } else if (!strcmp(item, "enospc")) {
        if (sscanf(value, "%ld+%ld", &plan.full_from, &plan.full_count) != 2) goto malformed;
    } else if (!strcmp(item, "eio")) {
        if (sscanf(value, "%ld+%ld", &plan.eio_from, &plan.eio_count) != 2) goto malformed;
    } else if (!strcmp(item, "short")) {
        plan.short_percent = (unsigned)atoi(value);
    } else if (!strcmp(item, "lie")) {
        plan.lies = true;
    } else if (!strcmp(item, "seed")) {
        plan.random = strtoull(value, NULL, 10);
    } else {
        goto malformed;
    }
    return;
malformed:
    fprintf(stderr, "fault injection: cannot read '%s' in ROOST_FAULT\n", item);
    _exit(64);
}

bool plan_load(void) {
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = 0;
    const char *name = strrchr(program, '/');
    const char *items = getenv("ROOST_FAULT");
    if (!name || strcmp(name, "/roost") || !items || !getenv("ROOST_FAULT_DIR")) return false;
    char *copy = strdup(items), *rest = copy;
    for (char *item; (item = strsep(&rest, ","));) {
        if (*item) load_item(item);
    }
    free(copy);
    return true;
}

enum moment plan_reach(enum kind kind) {
    plan.reached[kind]++;
    plan.reached[ANY]++;
    return plan.at && plan.reached[plan.kind] == plan.at && (plan.kind == ANY || plan.kind == kind) ? plan.moment : NEVER;
}

bool plan_is_full(void) {
    long number = ++plan.needing_space;
    return number >= plan.full_from && number < plan.full_from + plan.full_count;
}

bool plan_sync_fails(void) {
    long number = plan.reached[SYNC];
    return number >= plan.eio_from && number < plan.eio_from + plan.eio_count;
}

bool plan_lies(void) { return plan.lies; }

bool plan_interrupts(void) {
    return plan.short_percent && plan_random(300) < plan.short_percent;
}

size_t plan_shorten(size_t count) {
    return count < 2 || plan_random(100) >= plan.short_percent ? count : 1 + plan_random(count - 1);
}

void plan_die(const char *call) {
    if (plan.loses_power) undo_lose_power();
    char line[160];
    int length = snprintf(line, sizeof line, "fault injection: %s in call %ld, %s\n",
                          plan.loses_power ? "power loss" : "killed", plan.reached[ANY], call);
    syscall(SYS_write, 2, line, (size_t)length);
    for (;;) kill(getpid(), SIGKILL);
}
