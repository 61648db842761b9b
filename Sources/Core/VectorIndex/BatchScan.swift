internal import VectorKernels

/// Finds the best rows of one slice for the queries of some tiles.
///
/// By codes first, as ``SliceScan`` does, and by matrix products where codes would rule out little. Either way the result
/// is that of scoring all.
struct BatchScan {
    private let slice: ScanPlan.Slice
    private let tiles: [QueryTile]
    private let dimension: Int
    /// One a tile.
    private var selections: [TileSelection]
    /// The products of one block of rows with one tile.
    private var scores: [Float]
    /// One for each scan of codes that a tile needs.
    private var candidates: [BatchCandidates]
    /// For each tile, the blocks that are still to be multiplied without a look at their codes, and how many it will be
    /// the next time.
    private var pauses: [(blockCount: Int, patience: Int)]
    /// Rows that may be among the best, but hardly are, block by block.
    private(set) var deferred: [DeferredScore] = []

    /// - Parameter best: The selections of the whole batch so far; the slice has to do better.
    init(_ tiles: ArraySlice<QueryTile>, best: [TopK], slice: ScanPlan.Slice) {
        self.slice = slice
        self.tiles = Array(tiles)
        dimension = slice.block.dimension
        selections = tiles.map { tile in
            let begun = best[tile.first..<tile.first + tile.count].map {
                TopK(capacity: $0.capacity, minimumScore: $0.threshold)
            }
            return TileSelection(tile: tile, best: begun, dimension: slice.block.dimension, longest: slice.maximumNorm)
        }
        scores = Array(repeating: 0, count: Self.blockRowCount(dimension: dimension) * QueryTile.capacity)
        candidates = Array(repeating: BatchCandidates(), count: QueryTile.capacity / RowBlock.scannedQueryCount)
        pauses = Array(repeating: (0, 1), count: tiles.count)
    }

    /// Rows of one matrix product, whole groups of codes. At 384 dimensions they stay in a second-level cache of one
    /// megabyte while all tiles pass over them.
    static func blockRowCount(dimension: Int) -> Int {
        min(max(512 * 384 / dimension, 16), 2048) & ~15
    }

    /// The share of rows that are selected from which their codes are worth reading, which lie among those of the others.
    private static let codedShare = 0.5

    /// The share of scores that codes may leave over: computing these one by one takes as long as the matrix product.
    private static let candidateShare = 0.2

    /// Looks at every row of the slice.
    mutating func run() {
        guard slice.selectedShare >= Self.codedShare else { return multiply(slice.rows, Array(tiles.indices)) }
        let coded = RowBlock.codedRows(of: slice.rows)
        let blockRowCount = Self.blockRowCount(dimension: dimension)
        for first in stride(from: coded.lowerBound, to: coded.upperBound, by: blockRowCount) {
            let rows = first..<min(first + blockRowCount, coded.upperBound)
            multiply(rows, tiles.indices.filter { !scanCodes(of: rows, tile: $0) })
        }
        multiply(coded.upperBound..<slice.rows.upperBound, Array(tiles.indices))
    }

    /// Adds what was found to the selections of the whole batch.
    func merge(into best: inout [TopK]) {
        for (tile, selection) in zip(tiles, selections) {
            for (query, found) in selection.best.enumerated() {
                best[tile.first + query].merge(found)
            }
        }
    }
}

// MARK: - Codes

/// A row that is to be scored later.
struct DeferredScore: Sendable {
    var row: UInt32
    /// The place of the tile in its group and of the query in its tile.
    var (tile, query): (UInt16, UInt16)
    /// At least the score, or hardly less.
    var bound: Float
}

extension BatchScan {
    /// Scores or defers the rows of a block that codes leave over; false, and nothing is done, if these are too many.
    private mutating func scanCodes(of rows: Range<Int>, tile place: Int) -> Bool {
        guard let codes = tiles[place].codes else { return false }
        guard pauses[place].blockCount == 0 else {
            pauses[place].blockCount -= 1
            return false
        }
        let thresholds = selections[place].best.map(\.threshold)
        // A selection that takes whatever comes has all rows for candidates.
        guard !thresholds.contains(-.infinity) else { return false }
        var room = Int(Self.candidateShare * Double(rows.count * codes.count))
        let firstQueries = stride(from: 0, to: codes.count, by: RowBlock.scannedQueryCount)
        for (scan, first) in firstQueries.enumerated() {
            let queries = first..<min(first + RowBlock.scannedQueryCount, codes.count)
            slice.block.findCandidates(
                codes[queries],
                rows: rows,
                thresholds: thresholds.span.extracting(queries),
                into: &candidates[scan]
            )
            room -= candidates[scan].totalCount
            guard room >= 0 else {
                pauses[place] = (pauses[place].patience, min(pauses[place].patience * 2, 64))
                return false
            }
        }
        pauses[place].patience = 1
        for (scan, first) in firstQueries.enumerated() {
            let queries = first..<min(first + RowBlock.scannedQueryCount, codes.count)
            for query in queries {
                scoreCandidates(candidates[scan], query - first, rows, tile: place, query: query)
            }
        }
        return true
    }

    /// Scores the candidates of a block that seem to be among the best, and defers the others.
    private mutating func scoreCandidates(
        _ candidates: BatchCandidates,
        _ list: Int,
        _ rows: Range<Int>,
        tile place: Int,
        query: Int
    ) {
        slice.block.withRows(rows) { vectors, ids in
            var threshold = selections[place].best[query].threshold
            for index in 0..<candidates.count(of: list) {
                let (row, bound) = (candidates.row(at: index, of: list), candidates.bound(at: index, of: list))
                guard bound >= threshold, slice.selection?.contains(row) ?? true else { continue }
                guard candidates.estimate(at: index, of: list) >= threshold else {
                    deferred.append(
                        DeferredScore(row: UInt32(row), tile: UInt16(place), query: UInt16(query), bound: bound)
                    )
                    continue
                }
                let values = (row - rows.lowerBound) * dimension..<(row - rows.lowerBound + 1) * dimension
                selections[place].score(
                    vectors.extracting(values),
                    id: ids[row - rows.lowerBound],
                    query: query,
                    tile: tiles[place]
                )
                threshold = selections[place].best[query].threshold
            }
        }
    }

    /// Scores those of some deferred rows of the slice that may still be among the best.
    mutating func score(_ deferred: [DeferredScore]) {
        for next in deferred {
            let (place, query) = (Int(next.tile), Int(next.query))
            guard next.bound >= selections[place].best[query].threshold else { continue }
            slice.block.withRows(Int(next.row)..<Int(next.row) + 1) { vectors, ids in
                selections[place].score(vectors, id: ids[0], query: query, tile: tiles[place])
            }
        }
    }
}

// MARK: - Matrix products

extension BatchScan {
    /// Looks at those of some rows that are selected, for some of the tiles.
    private mutating func multiply(_ rows: Range<Int>, _ places: [Int]) {
        guard !places.isEmpty, !rows.isEmpty else { return }
        guard let selection = slice.selection else {
            return slice.block.withRows(rows) { vectors, ids in multiply(vectors, ids, places) }
        }
        var pack = RowPack(dimension: dimension, capacity: min(Self.blockRowCount(dimension: dimension), rows.count))
        for run in selection.runs(in: rows) {
            slice.block.withRows(run) { vectors, ids in
                var first = 0
                while first < ids.count {
                    let part = first..<min(first + pack.capacity - pack.count, ids.count)
                    let values = part.lowerBound * dimension..<part.upperBound * dimension
                    pack.append(vectors: vectors.extracting(values), ids: ids.extracting(part))
                    first = part.upperBound
                    if pack.count == pack.capacity { multiply(&pack, places) }
                }
            }
        }
        multiply(&pack, places)
    }

    private mutating func multiply(_ pack: inout RowPack, _ places: [Int]) {
        pack.withRows { vectors, ids in multiply(vectors, ids, places) }
        pack.removeAll()
    }

    private mutating func multiply(_ vectors: Span<Float>, _ ids: Span<Int64>, _ places: [Int]) {
        let blockRowCount = Self.blockRowCount(dimension: dimension)
        for first in stride(from: 0, to: ids.count, by: blockRowCount) {
            let rows = first..<min(first + blockRowCount, ids.count)
            let values = vectors.extracting(rows.lowerBound * dimension..<rows.upperBound * dimension)
            for place in places {
                tiles[place].multiply(rows: values, into: &scores)
                selections[place].insert(scores: scores, vectors: values, ids: ids.extracting(rows), tile: tiles[place])
            }
        }
    }
}
