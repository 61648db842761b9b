internal import Glibc

/// What a thread gets of the processors when there are more threads than those.
package enum ThreadPriority: Sendable {
    /// As much as any other thread.
    case normal
    /// Only what the others leave: a thread that wakes up and is not in the background goes first. It gets all of an idle
    /// processor, and does not starve: its weight is 110 beside the 1024 of others (sched(7), nice
    /// value 10), so that another program that takes all processors does not bring it to a stand.
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
