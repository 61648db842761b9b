internal import VectorKernels

/// What fast searches look at in place of the rows of the sealed segments: inverted lists of one-bit codes (Jégou, Douze
/// & Schmid 2011, doi:10.1109/TPAMI.2010.57; Gao & Long 2024, doi:10.1145/3654970).
///
/// Never changes; `brought(upTo:pool:)` makes the next one. Segments that it does not cover yet are searched exactly, so
/// that what is inserted is found at once.
struct Partition: Sendable {
    let centroids: Centroids
    let runs: [PartitionRun]
    /// How far from the query lists have to be looked at.
    let margins: PartitionMargins
    /// The number of rows when the centres were trained.
    let trainedRowCount: Int

    /// The fewest sealed rows that are worth lists of their own: fewer are searched exactly in less than a millisecond.
    static let minimumRowCount = 32_768

    /// The fewest uncovered rows for which a run is made.
    private static let minimumRunRowCount = 32_768
    private static let maximumRunCount = 8

    /// The number of rows in lists, dead ones included.
    var rowCount: Int { runs.reduce(0) { $0 + $1.rowCount } }

    /// The bytes in use.
    var byteCount: Int { runs.reduce(centroids.byteCount) { $0 + $1.byteCount } }

    /// The serial numbers of the covered segments.
    var coveredSerials: Set<Int> { Set(runs.lazy.flatMap(\.serials)) }
}

// MARK: - Keeping up with the index

extension Partition {
    /// Whether enough has changed since a partition was made for a new one to be worth its work.
    static func isOutdated(_ partition: Partition?, for snapshot: VectorIndexSnapshot) -> Bool {
        let sealedCount = snapshot.sealed.reduce(0) { $0 + $1.liveCount }
        guard let partition else { return sealedCount >= minimumRowCount }
        let covered = partition.coveredSerials
        let uncoveredCount = snapshot.sealed.reduce(0) { $0 + (covered.contains($1.serial) ? 0 : $1.liveCount) }
        return uncoveredCount >= max(minimumRunRowCount, partition.rowCount / 16)
            || partition.rowCount > 2 * max(sealedCount - uncoveredCount, 1)
    }

    /// A partition of all sealed segments of a snapshot; nil for too few rows, or rows whose lengths are so large that
    /// squares leave the range of float32.
    ///
    /// Rows that came since the old partition was made become a run beside its own. When there are many runs, or half of
    /// what they hold is dead, one new run takes their place; when there are twice as many rows as the centres were
    /// trained for, so do new centres.
    ///
    /// - Complexity: O(new rows · lists · dimension) for a run. Blocks the calling thread and uses those of `pool`.
    static func brought(
        _ old: Partition?,
        upTo snapshot: VectorIndexSnapshot,
        pool: WorkerPool
    ) throws(VectorIndexError) -> Partition? {
        let segments = snapshot.sealed.filter { $0.liveCount > 0 }
        let rowCount = segments.reduce(0) { $0 + $1.liveCount }
        let longest = segments.reduce(0) { max($0, $1.maximumNorm) }
        guard rowCount >= minimumRowCount, longest < PartitionSearch.maximumNorm else { return nil }
        guard let old, rowCount < 2 * old.trainedRowCount else {
            return try trained(on: segments, of: snapshot, rowCount: rowCount, pool: pool)
        }
        let covered = old.coveredSerials
        let new = segments.filter { !covered.contains($0.serial) }
        let coveredCount = rowCount - new.reduce(0) { $0 + $1.liveCount }
        var runs = old.runs
        if runs.count >= maximumRunCount || old.rowCount > 2 * coveredCount {
            runs = [PartitionRun(segments, centroids: old.centroids, pool: pool)]
        } else if !new.isEmpty {
            runs.append(PartitionRun(new, centroids: old.centroids, pool: pool))
        }
        return Partition(
            centroids: old.centroids,
            runs: runs,
            margins: old.margins,
            trainedRowCount: old.trainedRowCount
        )
    }

    private static func trained(
        on segments: [Segment],
        of snapshot: VectorIndexSnapshot,
        rowCount: Int,
        pool: WorkerPool
    ) throws(VectorIndexError) -> Partition {
        var generator = SplitMix64(state: UInt64(rowCount))
        let listCount = Self.listCount(rowCount: rowCount)
        let sample = PartitionSample(
            segments,
            count: min(rowCount, listCount * KMeans.rowsPerCenter),
            using: &generator
        )
        let centroids = KMeans.centroids(
            of: sample.rows(of: segments),
            dimension: snapshot.dimension,
            count: listCount,
            pool: pool,
            using: &generator
        )
        let run = PartitionRun(segments, centroids: centroids, pool: pool)
        let untested = Partition(
            centroids: centroids,
            runs: [run],
            margins: PartitionMargins(),
            trainedRowCount: rowCount
        )
        return Partition(
            centroids: centroids,
            runs: [run],
            margins: try PartitionMargins(of: untested, snapshot, using: &generator),
            trainedRowCount: rowCount
        )
    }

    /// About the root of the number of rows: looking at the centres and looking into a few lists cost about the same.
    private static func listCount(rowCount: Int) -> Int {
        Int(Double(rowCount).squareRoot()) & ~15
    }
}
