import Synchronization

/// How the servers of a process are doing: what they count, and whether they are about to end.
package final class ServerStatus: Sendable {
    package let connections: ConnectionTable
    let requests = RequestMeter()
    let bodies: BodyBudget
    /// Seconds since 1970.
    let start = ProcessStatistics.now
    private let draining = Atomic(false)

    /// - Parameter bodyByteCount: What the bodies of all requests may have.
    init(connections: ConnectionLimits, bodyByteCount: Int) {
        self.connections = ConnectionTable(limits: connections)
        bodies = BodyBudget(capacity: bodyByteCount)
    }

    /// Whether requests in progress are the last ones.
    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Says that the server is about to end.
    package func drain() {
        draining.store(true, ordering: .relaxed)
    }
}
