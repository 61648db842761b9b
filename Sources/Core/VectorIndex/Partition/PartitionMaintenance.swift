internal import Foundation
import Synchronization
internal import VectorKernels

/// Keeps an index's partition up to date, in the background, from the first fast search on.
final class PartitionMaintenance: Sendable {
    private let state = Mutex(State())

    private struct State {
        weak var index: VectorIndex?
        var isWanted = false
        var isRunning = false
    }

    func setIndex(_ index: VectorIndex) {
        state.withLock { $0.index = index }
    }

    /// Begins to make a partition if none was asked for before: updates of the index see to it from then on. Returns at
    /// once.
    func request(for snapshot: VectorIndexSnapshot) {
        let isFirst = state.withLock { state in
            defer { state.isWanted = true }
            return !state.isWanted
        }
        if isFirst { update(for: snapshot) }
    }

    /// Begins to make a new partition if fast searches are asked for and enough has changed since the last one. Returns at
    /// once.
    func update(for snapshot: VectorIndexSnapshot) {
        guard state.withLock({ $0.isWanted && !$0.isRunning }),
            Partition.isOutdated(snapshot.partition, for: snapshot)
        else { return }
        let index = state.withLock { state -> VectorIndex? in
            guard !state.isRunning, let index = state.index else { return nil }
            state.isRunning = true
            return index
        }
        guard let index else { return }
        Thread.detachNewThread {
            // On one thread: searches need the others.
            index.updatePartition(pool: WorkerPool(threadCount: 1))
            self.state.withLock { $0.isRunning = false }
            // What came meanwhile.
            self.update(for: index.snapshot())
        }
    }
}
