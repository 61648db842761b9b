internal import Glibc

/// A value behind a lock, with a way to wait until it changes: what `Mutex` lacks.
///
/// `@unchecked Sendable` and `@safe`: `value` is read and written only between lock and unlock of `mutex`, and the two
/// pthread objects are private and stay at one address from `init` to `deinit`, as POSIX asks.
@safe
package final class Monitor<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    package init(_ value: sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        let codes = unsafe (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, nil))
        precondition(codes == (0, 0), "no lock from the system: errors \(codes)")
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Calls `body` with the lock held; `body` sets its second argument to wake all threads that wait.
    package func withLock<Result>(_ body: (inout Value, inout Bool) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        var wakesAll = false
        let result = body(&value, &wakesAll)
        if wakesAll { unsafe pthread_cond_broadcast(changed) }
        return result
    }

    /// Waits until `condition` gives a result; it may change the value as it does, without waking others.
    package func wait<Result>(until condition: (inout Value) -> Result?) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = condition(&value) { return result }
            unsafe pthread_cond_wait(changed, mutex)
        }
    }
}
