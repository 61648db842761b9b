internal import VectorKernels

/// The rows that a search looks at, cut into pieces for several threads.
struct ScanPlan: Sendable {
    /// Adjacent rows of one segment, or those of them that are in `selection`.
    struct Slice: Sendable {
        var block: RowBlock
        var rows: Range<Int>
        var selection: RowBitmap?
        /// At least the length of the longest row.
        var maximumNorm: Double
    }

    private(set) var slices: [Slice] = []
    /// The number of rows to score.
    private(set) var rowCount = 0

    /// - Parameters:
    ///   - sliceRowCount: The most rows a slice.
    ///   - pool: Finds the rows that a filter of many ids allows.
    init(_ segments: [Segment], filter: IndexFilter?, sliceRowCount: Int, pool: WorkerPool) {
        let isLong = (filter?.count ?? 0) >= Self.longFilterCount
        let selections = isLong ? pool.map(count: segments.count) { segments[$0].selection(filter) } : nil
        for (number, segment) in segments.enumerated() {
            add(segment, selection: selections?[number] ?? segment.selection(filter), sliceRowCount: sliceRowCount)
        }
    }

    /// Ids of a filter that take longer to find than waking another thread does.
    private static let longFilterCount = 1 << 13

    private mutating func add(_ segment: Segment, selection: RowBitmap?, sliceRowCount: Int) {
        let selectedCount = selection?.count ?? segment.rowCount
        guard selectedCount > 0 else { return }
        rowCount += selectedCount
        for first in stride(from: 0, to: segment.rowCount, by: sliceRowCount) {
            slices.append(
                Slice(
                    block: segment.block,
                    rows: first..<min(first + sliceRowCount, segment.rowCount),
                    selection: selection,
                    maximumNorm: segment.maximumNorm
                )
            )
        }
    }
}
