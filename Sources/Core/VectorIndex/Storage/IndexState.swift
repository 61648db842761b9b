internal import VectorKernels

/// What the writer of an index knows: the segments, and where each id lies.
///
/// Storage is a log (Rosenblum & Ousterhout 1992, doi:10.1145/146941.146943): rows are appended to the last segment,
/// the tail; deleting marks them; a segment of which more than half is dead has its live rows appended to the tail and
/// is dropped. A row is moved only after another one beside it died, so moving costs no more than inserting did, and
/// new segments are about as large as all before them together, up to a fixed size, so there are few.
struct IndexState {
    let dimension: Int
    /// All segments but the tail, by rising serial number. They take no more rows.
    private(set) var sealed: [Segment] = []
    private(set) var tail: Segment
    /// What fast searches look at.
    var partition: Partition?
    private var places: [Int64: RowPlace] = [:]

    private struct RowPlace {
        var serial: Int
        var row: UInt32
    }

    /// The bounds of a segment's capacity, in rows. The upper one keeps the cost of compacting one segment to some
    /// milliseconds at 384 dimensions, and the number of segments small.
    static let segmentCapacities = 64...16384

    init(dimension: Int) {
        self.dimension = dimension
        tail = Segment(serial: 0, dimension: dimension, capacity: Self.segmentCapacities.lowerBound)
    }

    /// What was saved of an index.
    ///
    /// - Parameters:
    ///   - sealed: By rising serial number; that of the tail is the highest.
    ///   - repeatedID: Set to an id that more than one row has that is not deleted; then this is no index.
    init(dimension: Int, sealed: [Segment], tail: Segment, repeatedID: inout Int64?) {
        self.dimension = dimension
        self.sealed = sealed
        self.tail = tail
        let segments = sealed + [tail]
        places.reserveCapacity(segments.reduce(0) { $0 + $1.liveCount })
        for segment in segments {
            segment.block.withIDs(0..<segment.rowCount) { ids in
                for row in ids.indices where !(segment.dead?.contains(row) ?? false) {
                    let place = RowPlace(serial: segment.serial, row: UInt32(row))
                    if places.updateValue(place, forKey: ids[row]) != nil { repeatedID = ids[row] }
                }
            }
        }
    }

    /// The number of vectors.
    var count: Int { places.count }

    /// About the bytes of the table of ids: a bucket for four thirds of the capacity, and a bit each.
    var tableByteCount: Int {
        places.capacity * 4 / 3 * MemoryLayout<(Int64, RowPlace)>.stride * 65 / 64
    }

    func contains(_ id: Int64) -> Bool {
        places[id] != nil
    }
}

// MARK: - Files

extension IndexState {
    /// Takes note of the files of those segments that still are as they were saved.
    mutating func adopt(_ saved: SavedSegments) {
        for segment in saved.segments {
            if tail.block === segment.original, tail.rowCount == segment.rowCount {
                // Only a segment that takes no more rows can be read from its file.
                tail.setFile(segment.file, block: tail.block)
            } else {
                let index = index(of: segment.serial)
                guard index < sealed.count, sealed[index].block === segment.original,
                    sealed[index].rowCount == segment.rowCount
                else { continue }
                sealed[index].setFile(segment.file, block: segment.replacement ?? segment.original)
            }
        }
    }
}

// MARK: - Inserting

extension IndexState {
    /// Appends rows whose ids are new.
    mutating func append(_ rows: CheckedRows, vectors: Span<Float>, ids: Span<Int64>) {
        append(vectors: vectors, ids: ids, maximumNorm: rows.maximumNorm)
    }

    private mutating func append(vectors: Span<Float>, ids: Span<Int64>, maximumNorm: Double) {
        var first = 0
        while first < ids.count {
            if tail.freeCount == 0 { sealTail() }
            let rows = first..<min(first + tail.freeCount, ids.count)
            let values = rows.lowerBound * dimension..<rows.upperBound * dimension
            for row in rows {
                let place = tail.rowCount + row - first
                places[ids[row]] = RowPlace(serial: tail.serial, row: UInt32(place))
            }
            tail.append(vectors: vectors.extracting(values), ids: ids.extracting(rows), maximumNorm: maximumNorm)
            first = rows.upperBound
        }
    }

    /// Puts an empty segment, about as large as all others together, in place of the tail.
    private mutating func sealTail() {
        if tail.liveCount > 0 {
            tail.sortIDs()
            sealed.append(tail)
        }
        let limits = Self.segmentCapacities
        let capacity = min(max(count.roundedUpToPowerOfTwo, limits.lowerBound), limits.upperBound)
        tail = Segment(serial: tail.serial + 1, dimension: dimension, capacity: capacity)
    }
}

// MARK: - Deleting

extension IndexState {
    /// Deletes the rows of those ids that are in the index.
    mutating func remove(_ ids: [Int64]) {
        var touched: Set<Int> = []
        for id in ids {
            guard let place = places.removeValue(forKey: id) else { continue }
            touched.insert(place.serial)
            if place.serial == tail.serial {
                tail.markDead(Int(place.row))
            } else {
                sealed[index(of: place.serial)].markDead(Int(place.row))
            }
        }
        compact(touched)
    }

    /// Moves the live rows of mostly dead segments to the tail and drops the segments.
    private mutating func compact(_ serials: Set<Int>) {
        if serials.contains(tail.serial), tail.isWorthCompacting { sealTail() }
        let isSparse = { (segment: Segment) in serials.contains(segment.serial) && segment.isWorthCompacting }
        let sparse = sealed.filter(isSparse)
        guard !sparse.isEmpty else { return }
        sealed.removeAll(where: isSparse)
        for segment in sparse {
            let live = segment.selection(nil) ?? RowBitmap(allBelow: segment.rowCount)
            for run in live.runs(in: 0..<segment.rowCount) {
                segment.block.withRows(run) { vectors, ids in
                    append(vectors: vectors, ids: ids, maximumNorm: segment.maximumNorm)
                }
            }
        }
    }

    /// The place of a segment in `sealed`, by bisection.
    private func index(of serial: Int) -> Int {
        var (low, high) = (0, sealed.count)
        while low < high {
            let middle = low + (high - low) / 2
            if sealed[middle].serial < serial { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Int {
    /// The lowest power of two that is not below this number; 1 for numbers below 1.
    fileprivate var roundedUpToPowerOfTwo: Int {
        self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
    }
}
