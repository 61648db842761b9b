import DocumentStore
import Synchronization
import VectorIndex

/// A collection's vectors in memory, kept equal to the database.
///
/// The database counts its changes. Before each search the index compares that count with the one it has seen, and takes
/// over what differs, whichever process wrote it. So there is one way in, and an acknowledged document is always found.
final class CollectionIndex: Sendable {
    private let state: Mutex<State>
    private let knownByteCount = Atomic(0)

    fileprivate struct State {
        var index: VectorIndex
        /// The change count that the index has taken over; nil before the first search.
        var seenChange: Int64?
    }

    init(dimension: Int) {
        state = Mutex(State(index: VectorIndex(dimension: dimension)))
    }

    /// Bytes of memory in use after the last change that was taken over; waits for nobody.
    var byteCount: Int { knownByteCount.load(ordering: .relaxed) }

    /// A consistent view that holds every change committed before the call.
    ///
    /// The lock is held while new vectors are read: whoever searches meanwhile needs those very vectors.
    func snapshot(of handle: any CollectionHandle) throws -> VectorIndexSnapshot {
        try state.withLock { state in
            let current = try handle.changeToken()
            if state.seenChange != current {
                try state.takeOverChanges(of: handle)
                knownByteCount.store(state.index.byteCount, ordering: .relaxed)
            }
            return state.index.snapshot()
        }
    }
}

extension CollectionIndex.State {
    /// Rows that are read at a time: 6 MB of 384 dimensions.
    private static let rowsPerBatch = 4096

    fileprivate mutating func takeOverChanges(of handle: any CollectionHandle) throws {
        guard let seenChange, let changes = try handle.changes(since: seenChange) else {
            return try reload(from: handle)
        }
        var insertedIDs: [Int64] = []
        var insertedVectors: [Float] = []
        try handle.readVectors(.identifiers(changes.insertedChunkIDs), batchSize: Self.rowsPerBatch) { batch in
            insertedIDs += batch.chunkIDs
            insertedVectors += batch.vectors
        }
        try index.update(
            removing: changes.removedChunkIDs,
            inserting: insertedIDs,
            vectors: insertedVectors
        )
        self.seenChange = changes.token
    }

    /// Starts again from everything that the database holds.
    private mutating func reload(from handle: any CollectionHandle) throws {
        let fresh = VectorIndex(dimension: index.dimension)
        seenChange = try handle.readVectors(.all, batchSize: Self.rowsPerBatch) { batch in
            try fresh.update(removing: [], inserting: batch.chunkIDs, vectors: batch.vectors)
        }
        index = fresh
    }
}
