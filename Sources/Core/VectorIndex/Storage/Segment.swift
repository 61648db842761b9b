internal import VectorKernels

/// A view of the rows of one block at one moment: those that were there, less those that were deleted.
///
/// A value: the block behind it may grow, but this view keeps to the rows it was published with. Copies are cheap;
/// deleting copies the bitmap, never rows.
struct Segment: Sendable {
    /// Rises with every new segment, so that a list of segments is sorted by it.
    let serial: Int
    private(set) var block: RowBlock
    /// Rows of the block that belong to the view, dead ones included.
    private(set) var rowCount = 0
    /// Deleted rows; nil as long as there are none.
    private(set) var dead: RowBitmap?
    /// At least the length of the longest row.
    private(set) var maximumNorm: Double = 0
    private(set) var idOrder = IDOrder.ascending
    private var lastID = Int64.min
    /// The file of a segment cache that has these rows; nil if none is known to.
    private(set) var file: SegmentFileID?

    /// How to find rows by id.
    enum IDOrder: Sendable {
        /// The rows are in ascending order of ids.
        case ascending
        /// The rows are in no order, and so far too few to be worth sorting.
        case unsorted
        /// The rows are in no order: `ids` are their ids in ascending order and `rows` the rows that have them.
        case sorted(ids: [Int64], rows: [UInt32])
    }

    init(serial: Int, dimension: Int, capacity: Int) {
        self.serial = serial
        block = RowBlock(dimension: dimension, capacity: capacity)
    }

    /// Rows that are not deleted.
    var liveCount: Int { rowCount - (dead?.count ?? 0) }

    /// Rows that can still be appended.
    var freeCount: Int { block.capacity - rowCount }

    /// True when more rows are dead than alive, so that moving the live ones away frees more than it copies, and when
    /// there are enough of them to be worth a new block.
    var isWorthCompacting: Bool {
        let deadCount = dead?.count ?? 0
        return deadCount * 2 > rowCount && deadCount >= 64
    }

    /// The bytes in use: rows with their ids, the bitmap and the order of ids. Places never filled are not counted,
    /// because the system gives them memory only when they are.
    var byteCount: Int {
        var bytes = block.byteCount(rowCount: rowCount)
        bytes += (dead?.words.count ?? 0) * MemoryLayout<UInt64>.stride
        if case .sorted(let ids, let rows) = idOrder {
            bytes += ids.count * MemoryLayout<Int64>.stride + rows.count * MemoryLayout<UInt32>.stride
        }
        return bytes
    }
}

// MARK: - Files

extension Segment {
    /// A segment whose rows were read from a file.
    init(serial: Int, block: RowBlock, rowCount: Int, dead: RowBitmap?, maximumNorm: Double, file: SegmentFileID) {
        self.serial = serial
        self.block = block
        self.rowCount = rowCount
        self.dead = dead
        self.maximumNorm = maximumNorm
        self.file = file
        block.withIDs(0..<rowCount) { ids in noteOrder(of: ids) }
    }

    /// Takes note of the file that has the rows of this view, and reads them from there on if `block` does.
    mutating func setFile(_ file: SegmentFileID, block: RowBlock) {
        self.file = file
        self.block = block
    }
}

// MARK: - Rows

extension Segment {
    /// Appends rows to the block and to this view.
    ///
    /// - Precondition: This is the newest view of the block, and the rows fit.
    mutating func append(vectors: Span<Float>, ids: Span<Int64>, maximumNorm: Double) {
        block.append(vectors: vectors, ids: ids)
        rowCount += ids.count
        self.maximumNorm = max(self.maximumNorm, maximumNorm)
        file = nil
        noteOrder(of: ids)
    }

    private mutating func noteOrder(of ids: Span<Int64>) {
        for index in ids.indices {
            if ids[index] < lastID { idOrder = .unsorted }
            lastID = ids[index]
        }
    }

    /// Deletes a row that is not deleted yet.
    mutating func markDead(_ row: Int) {
        dead = dead ?? RowBitmap(capacity: block.capacity)
        dead?.insert(row)
    }

    /// Sorts the ids of a segment that grows no more, so that filters find its rows quickly.
    mutating func sortIDs() {
        guard case .unsorted = idOrder else { return }
        let ids = block.withIDs(0..<rowCount) { ids in ids.indices.map { ids[$0] } }
        let rows = ids.indices.map(UInt32.init).sorted { ids[Int($0)] < ids[Int($1)] }
        idOrder = .sorted(ids: rows.map { ids[Int($0)] }, rows: rows)
    }

    /// The rows a search has to look at; nil for all of them.
    ///
    /// - Complexity: With a filter of m ids over n rows O(m log(n / m) + n / 64) if the ids are sorted, or O(n) where many
    ///   are allowed; else O(n log m).
    func selection(_ filter: IndexFilter?) -> RowBitmap? {
        guard let filter else {
            guard let dead else { return nil }
            var live = RowBitmap(allBelow: rowCount)
            live.subtract(dead)
            return live
        }
        var allowed = rows(allowedBy: filter)
        if let dead { allowed.subtract(dead) }
        return allowed
    }

    private func rows(allowedBy filter: IndexFilter) -> RowBitmap {
        guard rowCount > 0 else { return RowBitmap(capacity: 0) }
        switch idOrder {
        case .ascending:
            return block.withIDs(0..<rowCount) { ids in
                let (first, last) = (ids[0], ids[rowCount - 1])
                var allowed = RowBitmap(capacity: rowCount)
                if UInt64(bitPattern: last &- first) == UInt64(rowCount - 1) {
                    // Without gaps, an id tells its row.
                    filter.forEachID(in: first...last) { allowed.insert(Int($0 - first)) }
                    return allowed
                }
                if filter.isDense(amongst: rowCount, ids: first...last) {
                    return RowBitmap(capacity: rowCount) { filter.allows(ids[$0]) }
                }
                ids.forEachIndex(sharedWith: filter.ids.span) { allowed.insert($0) }
                return allowed
            }
        case .sorted(let ids, let rows) where !filter.isDense(amongst: rowCount, ids: ids[0]...ids[rowCount - 1]):
            var allowed = RowBitmap(capacity: rowCount)
            ids.span.forEachIndex(sharedWith: filter.ids.span) { allowed.insert(Int(rows[$0])) }
            return allowed
        case .sorted, .unsorted:
            return block.withIDs(0..<rowCount) { ids in
                RowBitmap(capacity: rowCount) { filter.allows(ids[$0]) }
            }
        }
    }
}
