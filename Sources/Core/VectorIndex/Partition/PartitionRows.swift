internal import VectorKernels

/// Where the rows of a partition are at the moment of a search, and what the partition does not cover.
struct PartitionRows: Sendable {
    /// The covered segments by their slots, those of one run after those of another; nil for segments that are gone.
    private(set) var slices: [ScanPlan.Slice?] = []
    /// The number of the first slot of each run.
    private(set) var firstSlots: [Int] = []
    private(set) var uncovered: [Segment]

    init(_ partition: Partition, _ snapshot: VectorIndexSnapshot, filter: IndexFilter?) {
        var segments = Dictionary(uniqueKeysWithValues: snapshot.sealed.map { ($0.serial, $0) })
        for run in partition.runs {
            firstSlots.append(slices.count)
            for serial in run.serials {
                slices.append(segments.removeValue(forKey: serial).map { Self.slice($0, filter: filter) })
            }
        }
        uncovered = segments.values.sorted { $0.serial < $1.serial } + [snapshot.tail]
    }

    private static func slice(_ segment: Segment, filter: IndexFilter?) -> ScanPlan.Slice {
        ScanPlan.Slice(
            block: segment.block,
            rows: 0..<segment.rowCount,
            selection: segment.selection(filter),
            maximumNorm: segment.maximumNorm
        )
    }

    /// The slice of a row of a run, if a search may find the row; and the number of the slice.
    func slice(of reference: PartitionRun.RowReference, ofRun run: Int) -> (slice: ScanPlan.Slice, number: Int)? {
        let number = firstSlots[run] + reference.slot
        guard let slice = slices[number], slice.selection?.contains(reference.row) ?? true else { return nil }
        return (slice, number)
    }
}
