import Synchronization
package import VectorKernels

/// An exact index of float32 vectors in memory, searched by inner product.
///
/// Vectors are kept as they are given. Where they and the queries are of unit length, as the sentence encoder makes
/// them, the inner product is the cosine; other vectors are allowed and ranked by their inner product.
///
/// Updates become visible as a whole, to every search that begins afterwards. A search runs on an immutable snapshot
/// and waits for no update; updates wait for each other.
package final class VectorIndex: Sendable {
    /// The numbers of dimensions an index can have.
    package static let supportedDimensions = 1...4096

    /// The longest vector and query that are accepted: no inner product of two such overflows float32.
    package static let maximumNorm = 9e18

    /// The number of values of every vector.
    package let dimension: Int
    private let pool: WorkerPool
    private let state: Mutex<IndexState>
    private let current: Mutex<VectorIndexSnapshot>
    private let maintenance = PartitionMaintenance()

    /// Makes an empty index.
    ///
    /// - Parameters:
    ///   - dimension: Values a vector.
    ///   - pool: The threads that long searches are split over.
    /// - Precondition: `dimension` is in `supportedDimensions`.
    package convenience init(dimension: Int, pool: WorkerPool = .shared) {
        precondition(
            Self.supportedDimensions.contains(dimension),
            "\(dimension) dimensions, supported are \(Self.supportedDimensions)"
        )
        self.init(IndexState(dimension: dimension), pool: pool)
    }

    init(_ state: IndexState, pool: WorkerPool) {
        dimension = state.dimension
        current = Mutex(VectorIndexSnapshot(state: state, pool: pool, maintenance: maintenance))
        self.state = Mutex(state)
        self.pool = pool
        maintenance.setIndex(self)
    }

    /// The index as it is now, for one or more searches of the same state. O(1), whatever the size.
    package func snapshot() -> VectorIndexSnapshot {
        current.withLock { $0 }
    }

    /// About the bytes of memory in use by the rows, deleted ones that are not yet freed included, and by the tables
    /// beside them.
    package var byteCount: Int {
        let snapshot = snapshot()
        return snapshot.byteCount + snapshot.tableByteCount
    }
}

// MARK: - Updating

extension VectorIndex {
    /// Removes and inserts vectors in one step: no search sees one without the other.
    ///
    /// An error changes nothing.
    ///
    /// - Parameters:
    ///   - removedIDs: Ids that are not in the index are ignored.
    ///   - ids: The ids of the new vectors, different from each other and from all that stay in the index. An id that
    ///     is also removed is replaced.
    ///   - vectors: `ids.count × dimension` values, row-major, finite, no row longer than `maximumNorm`.
    /// - Complexity: Amortised O(number of values, plus the number of removed ids), and O(number of segments).
    package func update(
        removing removedIDs: some Sequence<Int64>,
        inserting ids: [Int64],
        vectors: [Float]
    ) throws(VectorIndexError) {
        try update(removing: Array(removedIDs), inserting: ids, vectors: vectors.span)
    }

    /// As the other `update`, for vectors that are not in an array, such as those of a mapped file.
    package func update(
        removing removedIDs: [Int64] = [],
        inserting ids: [Int64],
        vectors: Span<Float>
    ) throws(VectorIndexError) {
        guard vectors.count == ids.count * dimension else {
            throw .wrongValueCount(rowCount: ids.count, dimension: dimension, found: vectors.count)
        }
        let rows = try CheckedRows(vectors, dimension: dimension)
        try Self.checkDifferent(ids)
        RecentUpdates.note()
        defer { RecentUpdates.note() }
        try state.withLock { state throws(VectorIndexError) in
            try Self.checkUnused(ids, in: state, removing: removedIDs)
            state.remove(removedIDs)
            state.append(rows, vectors: vectors, ids: ids.span)
            publish(state)
        }
    }

    /// Removes vectors; ids that are not in the index are ignored.
    package func remove(_ ids: some Sequence<Int64>) {
        let removedIDs = Array(ids)
        state.withLock { state in
            state.remove(removedIDs)
            publish(state)
        }
    }

    /// Takes note of what a segment cache has saved of this index, so that it is not saved again; segments that were mapped
    /// give their memory back as soon as no snapshot uses it.
    package func adopt(_ saved: SavedSegments) {
        state.withLock { state in
            state.adopt(saved)
            publish(state)
        }
    }

    /// Makes the state visible. The old snapshot is let go outside the lock: freeing its memory takes time.
    private func publish(_ state: borrowing IndexState) {
        let snapshot = VectorIndexSnapshot(state: state, pool: pool, maintenance: maintenance)
        _ = current.withLock { current in
            let old = current
            current = snapshot
            return old
        }
        maintenance.update(for: snapshot)
    }

    private static func checkDifferent(_ ids: [Int64]) throws(VectorIndexError) {
        guard !ids.isStrictlyAscending else { return }
        var rows: [Int64: Int] = [:]
        for (row, id) in ids.enumerated() {
            if let firstRow = rows.updateValue(row, forKey: id) {
                throw .repeatedID(id, row: row, firstRow: firstRow)
            }
        }
    }

    private static func checkUnused(
        _ ids: [Int64],
        in state: borrowing IndexState,
        removing removedIDs: [Int64]
    ) throws(VectorIndexError) {
        let removed = Set(removedIDs)
        for (row, id) in ids.enumerated() where state.contains(id) && !removed.contains(id) {
            throw .idInUse(id, row: row)
        }
    }
}

// MARK: - Fast searches

extension VectorIndex {
    /// Makes ready what fast searches look at, as far as enough has changed since the last time.
    ///
    /// They do without as well: what is not ready is searched exactly, and the first fast search has it made ready in
    /// the background.
    ///
    /// - Complexity: O(`count` · √`count` · `dimension`) the first time. Blocks the calling thread and uses the pool's.
    package func prepareFastSearch() {
        updatePartition(pool: pool)
    }

    func updatePartition(pool: WorkerPool) {
        let snapshot = snapshot()
        guard Partition.isOutdated(snapshot.partition, for: snapshot),
            let partition = try? Partition.brought(snapshot.partition, upTo: snapshot, pool: pool)
        else { return }
        state.withLock { state in
            state.partition = partition
            publish(state)
        }
    }
}
