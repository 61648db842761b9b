internal import VectorKernels

/// The rows of some segments, sorted into the lists of a partition and encoded in one bit a value.
///
/// Never changes: rows that die later are known by their segments, and rows that come later are in other segments.
struct PartitionRun: Sendable {
    /// The serial numbers of the segments, ascending. A place of this list is a slot.
    let serials: [Int]
    /// The number of rows.
    let rowCount: Int
    /// The first place of each list, and behind the last one.
    private let starts: [Int]
    /// The number of rows of each list.
    private let sizes: [Int]
    /// Which row each place holds.
    private let references: [RowReference]
    let codes: BitBlock

    /// A row of a segment: where a row of a list is to be found.
    struct RowReference: Sendable {
        private let bits: UInt32
        private static let rowBitCount = UInt32(14)

        init(slot: Int, row: Int) {
            assert(row < 1 << Self.rowBitCount)
            bits = UInt32(slot) << Self.rowBitCount | UInt32(row)
        }

        var slot: Int { Int(bits >> Self.rowBitCount) }
        var row: Int { Int(bits & (1 << Self.rowBitCount - 1)) }
    }

    /// The places of a list: whole groups, the last ones of which may hold no row.
    func places(of list: Int) -> Range<Int> { starts[list]..<starts[list + 1] }

    func reference(at place: Int) -> RowReference { references[place] }

    /// Calls `body` with every row and its list.
    func forEachRow(_ body: (_ list: Int, RowReference) -> Void) {
        for list in 0..<starts.count - 1 {
            for place in places(of: list).prefix(sizes[list]) { body(list, references[place]) }
        }
    }

    /// The bytes in use.
    var byteCount: Int {
        codes.byteCount + references.count * MemoryLayout<RowReference>.stride
            + (starts.count + sizes.count) * MemoryLayout<Int>.stride
    }

    /// Sorts and encodes the live rows of some segments.
    ///
    /// - Parameter segments: By rising serial number, with at least one live row.
    /// - Complexity: O(rows · lists · dimension), by matrix products.
    init(_ segments: [Segment], centroids: Centroids, pool: WorkerPool) {
        let blocks = Self.blocks(of: segments)
        let lists = pool.map(count: blocks.count) { number in
            let block = blocks[number]
            return segments[block.slot].block.withRows(block.rows) { vectors, _ in centroids.lists(of: vectors) }
        }
        var sizes = [Int](repeating: 0, count: centroids.count + 1)
        for list in lists.joined() { sizes[Int(list)] += 1 }
        var starts = [0]
        for size in sizes {
            let groupCount = (size + BitBlock.groupRowCount - 1) / BitBlock.groupRowCount
            starts.append(starts[starts.count - 1] + groupCount * BitBlock.groupRowCount)
        }
        let placeCount = starts[sizes.count]
        var references = [RowReference](repeating: RowReference(slot: 0, row: 0), count: placeCount)
        var next = starts
        for (block, lists) in zip(blocks, lists) {
            for (row, list) in zip(block.rows, lists) {
                references[next[Int(list)]] = RowReference(slot: block.slot, row: row)
                next[Int(list)] += 1
            }
        }
        serials = segments.map(\.serial)
        rowCount = sizes.reduce(0, +)
        codes = BitBlock(
            paddedDimension: centroids.rotation.paddedDimension,
            groupCount: placeCount / BitBlock.groupRowCount
        )
        self.starts = starts
        self.sizes = sizes
        self.references = references
        encode(segments, centroids: centroids, pool: pool)
    }

    private struct Block: Sendable {
        var slot: Int
        var rows: Range<Int>
    }

    /// The live rows, in pieces for several threads.
    private static func blocks(of segments: [Segment]) -> [Block] {
        segments.enumerated().flatMap { slot, segment in
            let live = segment.selection(nil) ?? RowBitmap(allBelow: segment.rowCount)
            return stride(from: 0, to: segment.rowCount, by: blockRowCount).flatMap { first in
                live.runs(in: first..<min(first + blockRowCount, segment.rowCount)).map {
                    Block(slot: slot, rows: $0)
                }
            }
        }
    }

    private static let blockRowCount = 2048

    private func encode(_ segments: [Segment], centroids: Centroids, pool: WorkerPool) {
        let listsPerItem = 8
        pool.forEach(count: (sizes.count + listsPerItem - 1) / listsPerItem) { item in
            var rotated = [Float](repeating: 0, count: centroids.rotation.paddedDimension)
            for list in item * listsPerItem..<min((item + 1) * listsPerItem, sizes.count) {
                let places = places(of: list)
                for place in places.prefix(sizes[list]) {
                    let reference = references[place]
                    var target = rotated.mutableSpan
                    segments[reference.slot].block.withRows(reference.row..<reference.row + 1) { row, _ in
                        centroids.rotation.rotate(row, into: &target)
                    }
                    centroids.withRotated(list) { codes.encode(rotated.span, from: $0, at: place) }
                }
                for place in places.dropFirst(sizes[list]) { codes.leaveEmpty(place) }
            }
        }
    }
}
