internal import VectorKernels

/// An index as it was at one moment. Never changes, however the index does; may be used from many threads at once.
///
/// Holds on to the memory of its rows, also of those that the index has dropped since: keep it for a request, not for
/// longer.
package struct VectorIndexSnapshot: Sendable {
    /// The number of values of every vector.
    package let dimension: Int
    /// The number of vectors that a search can find.
    package let count: Int
    let sealed: [Segment]
    let tail: Segment
    let pool: WorkerPool
    /// What fast searches look at; nil as long as there is none.
    let partition: Partition?
    let maintenance: PartitionMaintenance
    /// The bytes of the index's table of ids, which is no part of the snapshot.
    let tableByteCount: Int

    init(state: borrowing IndexState, pool: WorkerPool, maintenance: PartitionMaintenance) {
        dimension = state.dimension
        count = state.count
        sealed = state.sealed
        tail = state.tail
        tableByteCount = state.tableByteCount
        partition = state.partition
        self.pool = pool
        self.maintenance = maintenance
    }

    /// The bytes of memory in use by the rows of the snapshot, deleted ones included, and the tables beside them.
    package var byteCount: Int {
        sealed.reduce(tail.byteCount + (partition?.byteCount ?? 0)) { $0 + $1.byteCount }
    }

    /// The deleted rows whose memory is not free yet. At most as many as there are vectors, and 64 a segment.
    package var deadRowCount: Int {
        sealed.reduce(tail.rowCount) { $0 + $1.rowCount } - count
    }

    /// The number of separate blocks of rows.
    package var segmentCount: Int { sealed.count + 1 }
}
