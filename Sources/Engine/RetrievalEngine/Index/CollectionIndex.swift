import DocumentStore
import Synchronization
import VectorIndex

/// A collection's vectors in memory, kept equal to the database.
///
/// The database counts its changes. Before each search the index compares that count with the one it has seen, and takes
/// over what differs, whichever process wrote it. So there is one way in, and an acknowledged document is always found.
final class CollectionIndex: Sendable {
    private let files: IndexFiles
    private let state: Mutex<State>
    private let knownByteCount = Atomic(0)

    fileprivate struct State {
        var index: VectorIndex
        /// The change count that the index has taken over; nil before the first search.
        var seenChange: Int64?
        /// The change count of the last save that succeeded or failed; nil if the index in files is not of this one.
        var savedChange: Int64?
        /// Rows inserted and removed since then.
        var unsavedRowCount = 0
        var isSaving = false
    }

    init(dimension: Int, files: IndexFiles) {
        self.files = files
        state = Mutex(State(index: VectorIndex(dimension: dimension)))
    }

    /// Bytes of memory in use after the last change that was taken over; waits for nobody.
    var byteCount: Int { knownByteCount.load(ordering: .relaxed) }

    /// A consistent view that holds every change committed before the call.
    ///
    /// The lock is held while new vectors are read: whoever searches meanwhile needs those very vectors.
    func snapshot(of handle: any CollectionHandle) throws -> VectorIndexSnapshot {
        let (snapshot, isSaveDue) = try state.withLock { state in
            let current = try handle.changeToken()
            if state.seenChange != current {
                try state.takeOverChanges(of: handle, files)
                knownByteCount.store(state.index.byteCount, ordering: .relaxed)
            }
            return (state.index.snapshot(), state.beginSaving(minimumRowCount: files.minimumRowCount))
        }
        if isSaveDue {
            files.schedule { self.save(of: handle) }
        }
        return snapshot
    }

    /// Saves the index as it is now. The lock is held only to look at it.
    private func save(of handle: any CollectionHandle) {
        let save = state.withLock { state in
            Save(
                index: state.index,
                snapshot: state.index.snapshot(),
                change: state.seenChange,
                rowCount: state.unsavedRowCount
            )
        }
        if let change = save.change, let saved = files.save(save.snapshot, after: change, of: handle) {
            save.index.adopt(saved)
        }
        state.withLock { state in
            state.finishSaving(save)
            knownByteCount.store(state.index.byteCount, ordering: .relaxed)
        }
    }
}

// MARK: - Changes

extension CollectionIndex.State {
    /// Rows that are read at a time: 6 MB of 384 dimensions.
    private static let rowsPerBatch = 4096

    fileprivate mutating func takeOverChanges(of handle: any CollectionHandle, _ files: IndexFiles) throws {
        if seenChange == nil, let opened = files.open(handle) {
            (index, seenChange, savedChange) = (opened.index, opened.change, opened.change)
            // Not to be relied on: where its ids are not those of the database, it is made again.
            do { return try takeOverDifference(of: handle) } catch is VectorIndexError {}
            return try reload(from: handle)
        }
        try takeOverDifference(of: handle)
    }

    /// Takes over what changed since the seen change, or everything where that cannot be told.
    private mutating func takeOverDifference(of handle: any CollectionHandle) throws {
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
        unsavedRowCount += changes.removedChunkIDs.count + insertedIDs.count
    }

    /// Starts again from everything that the database holds.
    private mutating func reload(from handle: any CollectionHandle) throws {
        let fresh = VectorIndex(dimension: index.dimension)
        seenChange = try handle.readVectors(.all, batchSize: Self.rowsPerBatch) { batch in
            try fresh.update(removing: [], inserting: batch.chunkIDs, vectors: batch.vectors)
        }
        index = fresh
        (savedChange, unsavedRowCount) = (nil, 0)
    }
}

// MARK: - Saving

/// An index as it is being saved.
private struct Save: Sendable {
    var index: VectorIndex
    var snapshot: VectorIndexSnapshot
    var change: Int64?
    /// The rows that will be saved with it.
    var rowCount: Int
}

extension CollectionIndex.State {
    /// Changes since the last save after which one is due, whatever they are: the database remembers 10,000.
    private static let maximumUnsavedChangeCount: Int64 = 2048

    /// Whether a save is due; if so, none is again before `finishSaving`.
    ///
    /// Due is an index that was made from the database, and one of which a sixteenth has changed: to take that over after a
    /// start takes a small part of the time that making the index does, and what a save writes is in proportion to what
    /// changed.
    fileprivate mutating func beginSaving(minimumRowCount: Int) -> Bool {
        let rowCount = index.snapshot().count
        guard !isSaving, rowCount >= minimumRowCount, let seenChange else { return false }
        if let savedChange {
            isSaving =
                unsavedRowCount >= max(minimumRowCount / 2, rowCount / 16)
                || seenChange - savedChange >= Self.maximumUnsavedChangeCount
        } else {
            isSaving = true
        }
        return isSaving
    }

    /// Counts from a save on, also from one that failed: the next is tried when as much has changed again.
    fileprivate mutating func finishSaving(_ save: Save) {
        isSaving = false
        guard save.index === index else { return }
        savedChange = save.change
        unsavedRowCount -= save.rowCount
    }
}
