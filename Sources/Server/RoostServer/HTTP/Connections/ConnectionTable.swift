import NIOCore
package import RetrievalEngine
import Synchronization

/// All open connections of a process.
package final class ConnectionTable: Sendable {
    /// What is known of a connection outside of its event loop.
    final class Entry: Sendable {
        let isRefused: Bool
        private let close: @Sendable () -> Void
        private let state: Mutex<(phase: ConnectionProgress.Phase, since: NIODeadline)>

        fileprivate init(isRefused: Bool, since: NIODeadline, close: @escaping @Sendable () -> Void) {
            self.isRefused = isRefused
            self.close = close
            state = Mutex((.idle, since))
        }

        func note(_ progress: ConnectionProgress) {
            state.withLock { $0 = (progress.phase, progress.since) }
        }

        var phase: ConnectionProgress.Phase { state.withLock { $0.phase } }

        /// Since when no request has come; nil while one is under way.
        fileprivate var idleSince: NIODeadline? {
            state.withLock { $0.phase == .idle || $0.phase == .head ? $0.since : nil }
        }

        fileprivate func evict() {
            close()
        }
    }

    /// Connections by what they are doing.
    package struct Counts: Sendable, Equatable {
        /// Waiting for a request.
        package var idleCount = 0
        /// Waiting for the rest of a request.
        package var readingCount = 0
        /// All others.
        package var answeringCount = 0
    }

    /// Who comes in a burst does not push out the one before.
    private static let leastIdleTime = TimeAmount.seconds(1)

    let limits: ConnectionLimits
    /// Idle connections that were closed for new ones.
    package let evictions = Counter()
    /// Connections that were answered 503.
    package let refusals = Counter()
    /// Connections that were closed because the client took too long.
    package let timeouts = Counter()
    private let entries = Mutex<[ObjectIdentifier: Entry]>([:])

    init(limits: ConnectionLimits) {
        self.limits = limits
    }

    /// Takes a new connection on, in the place of one that is idle if it must be.
    ///
    /// - Returns: An entry that says whether the connection is to be refused.
    /// - Complexity: O(1), and O(connections) when all places are taken.
    func admit(
        _ identifier: ObjectIdentifier,
        now: NIODeadline = .now(),
        close: @escaping @Sendable () -> Void
    ) -> Entry {
        let (entry, evicted) = entries.withLock { entries in
            let isFull =
                entries.count >= limits.connectionCount
                && entries.values.count { !$0.isRefused } >= limits.connectionCount
            let evicted = isFull ? Self.longestIdle(entries, now: now) : nil
            if let evicted { entries[evicted.identifier] = nil }
            let entry = Entry(isRefused: isFull && evicted == nil, since: now, close: close)
            entries[identifier] = entry
            return (entry, evicted?.entry)
        }
        if let evicted {
            evictions.add()
            evicted.evict()
        } else if entry.isRefused {
            refusals.add()
        }
        return entry
    }

    func remove(_ identifier: ObjectIdentifier, _ entry: Entry) {
        entries.withLock { entries in
            if entries[identifier] === entry { entries[identifier] = nil }
        }
    }

    /// Whether a connection is one too many.
    func isRefused(_ identifier: ObjectIdentifier) -> Bool {
        entries.withLock { $0[identifier]?.isRefused ?? false }
    }

    package var counts: Counts {
        let entries = entries.withLock { Array($0.values) }
        return entries.reduce(into: Counts()) { counts, entry in
            switch entry.phase {
            case .idle: counts.idleCount += 1
            case .head, .body, .draining: counts.readingCount += 1
            case .answering, .ending: counts.answeringCount += 1
            }
        }
    }

    private static func longestIdle(
        _ entries: [ObjectIdentifier: Entry],
        now: NIODeadline
    ) -> (identifier: ObjectIdentifier, entry: Entry)? {
        let idle = entries.compactMap { identifier, entry in
            entry.isRefused ? nil : entry.idleSince.map { (identifier: identifier, entry: entry, since: $0) }
        }
        guard let longest = idle.min(by: { $0.since < $1.since }), now - longest.since >= leastIdleTime else {
            return nil
        }
        return (longest.identifier, longest.entry)
    }
}
