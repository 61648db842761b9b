internal import Glibc

/// What a thread gets of the processors when there are more threads than those.
package enum ThreadPriority: Sendable {
    /// As much as any other thread.
    case normal
    /// All of a processor that nobody else wants, and about a tenth of one that a normal thread wants as well: the nice value
    /// is 10, whose weight is 110 beside 1024. Never nothing, so that no other program brings the work to a stand.
    ///
    /// Nice values count among the threads of one scheduling group (sched(7)): a cgroup, or, where the kernel groups by
    /// session (`autogroup`), a session. What programs of other groups get does not depend on them.
    case background

    /// Gives the calling thread this priority, for good: the kernel lets nobody take back what they gave away.
    ///
    /// Linux keeps the nice value by thread (setpriority(2), differences to POSIX). Where it cannot be set, the thread stays
    /// as it is.
    package func applyToThread() {
        guard self == .background else { return }
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    }
}
