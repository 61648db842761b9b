import Synchronization

/// How many durations there were of which length.
///
/// - Complexity: O(bounds) a recording, without allocation.
package final class DurationHistogram: Sendable {
    /// What was recorded so far.
    package struct Snapshot: Sendable, Equatable {
        /// The durations of at most each bound, as many as ``DurationHistogram/bounds``.
        package var cumulativeCounts: [Int]
        package var count: Int
        package var seconds: Double
    }

    /// In seconds, ascending: from the answer of a cache to a document of thousands of pages.
    package static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

    private struct State {
        /// Between two bounds; the last is beyond all of them.
        var counts = [Int](repeating: 0, count: bounds.count + 1)
        var seconds = 0.0
    }

    private let state = Mutex(State())

    package init() {}

    package func record(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[place] += 1
            state.seconds += seconds
        }
    }

    package var snapshot: Snapshot {
        let state = state.withLock { $0 }
        var cumulativeCounts: [Int] = []
        for count in state.counts { cumulativeCounts.append((cumulativeCounts.last ?? 0) + count) }
        let count = cumulativeCounts.removeLast()
        return Snapshot(cumulativeCounts: cumulativeCounts, count: count, seconds: state.seconds)
    }
}
