internal import VectorKernels

/// Finds the best rows of one slice for the queries of some tiles.
///
/// Three ways, the same result, that of scoring all. Few queries are compared with the codes of four bits, which are
/// there: much less to read. For many, a block of rows is encoded in eight bits a value and multiplied with all of them:
/// hardly a pair is then left over to be scored. Where codes would rule out little, the rows themselves are multiplied.
struct BatchScan {
    private let slice: ScanPlan.Slice
    private let tiles: [QueryTile]
    private let dimension: Int
    /// One a tile.
    private var selections: [TileSelection]
    /// The products of one block of rows with one tile.
    private var scores: [Float]
    /// One for each scan of codes of four bits that a tile needs.
    private var candidates: [BatchCandidates]
    private var byteRows: ByteRows
    private var places: [UInt32] = []
    /// One a tile.
    private var pauses: [CodePauses]

    /// - Parameter findings: Those of the whole batch so far; the slice has to do better.
    init(_ tiles: ArraySlice<QueryTile>, findings: BatchFindings, slice: ScanPlan.Slice) {
        self.slice = slice
        self.tiles = Array(tiles)
        dimension = slice.block.dimension
        selections = tiles.map { tile in
            let begun = findings.best[tile.first..<tile.first + tile.count].map {
                TopK(capacity: $0.capacity, minimumScore: $0.threshold)
            }
            return TileSelection(tile: tile, best: begun, dimension: slice.block.dimension, longest: slice.maximumNorm)
        }
        scores = Array(repeating: 0, count: Self.blockRowCount(dimension: dimension) * QueryTile.capacity)
        candidates = Array(repeating: BatchCandidates(), count: QueryTile.capacity / RowBlock.scannedQueryCount)
        byteRows = ByteRows(dimension: dimension)
        pauses = tiles.map { findings.pauses[$0.number] }
    }

    /// Rows of one matrix product, whole groups of codes. At 384 dimensions they stay in a second-level cache of one
    /// megabyte while all tiles pass over them.
    static func blockRowCount(dimension: Int) -> Int {
        min(max(512 * 384 / dimension, 16), 2048) & ~15
    }

    /// The share of rows that are selected from which their codes are worth reading, which lie among those of the others.
    private static let codedShare = 0.5

    /// The pairs that codes of four bits may leave over for each row: more take longer to read, out of turn, and to score
    /// than the row takes to encode in eight bits.
    private static let codedPairsPerRow = 0.25

    /// The share of pairs that codes of eight bits may leave over: scoring these takes as long as they save.
    private static let byteCandidateShare = 0.1

    /// Looks at every row of the slice.
    mutating func run() {
        guard slice.selectedShare >= Self.codedShare else { return multiply(slice.rows) }
        let coded = RowBlock.codedRows(of: slice.rows)
        let blockRowCount = Self.blockRowCount(dimension: dimension)
        for first in stride(from: coded.lowerBound, to: coded.upperBound, by: blockRowCount) {
            let rows = first..<min(first + blockRowCount, coded.upperBound)
            if !scanCodes(of: rows) { multiply(rows) }
        }
        multiply(coded.upperBound..<slice.rows.upperBound)
    }

    /// Adds what was found to the findings of the whole batch.
    func merge(into findings: inout BatchFindings) {
        for (place, tile) in tiles.enumerated() {
            for (query, found) in selections[place].best.enumerated() {
                findings.best[tile.first + query].merge(found)
            }
            findings.pauses[tile.number] = pauses[place]
        }
    }
}

// MARK: - Codes of four bits

extension BatchScan {
    /// Scores the rows of a block that codes leave over; false, and nothing is done, if these are too many.
    private mutating func scanCodes(of rows: Range<Int>) -> Bool {
        guard tiles.count == 1, let codes = tiles[0].codes, !selections[0].takesAll,
            !pauses[0].fourBits.coversNextBlock()
        else { return false }
        let thresholds = selections[0].thresholds
        var room = Int(Self.codedPairsPerRow * Double(rows.count))
        let firstQueries = stride(from: 0, to: codes.count, by: RowBlock.scannedQueryCount)
        for (list, first) in firstQueries.enumerated() {
            let queries = first..<min(first + RowBlock.scannedQueryCount, codes.count)
            slice.block.findCandidates(
                codes[queries],
                rows: rows,
                thresholds: thresholds.span.extracting(queries),
                into: &candidates[list]
            )
            room -= candidates[list].totalCount
            guard room >= 0 else {
                pauses[0].fourBits.update(succeeded: false)
                return false
            }
        }
        pauses[0].fourBits.update(succeeded: true)
        for query in codes.indices {
            scoreCandidates(rows, query)
        }
        return true
    }

    private mutating func scoreCandidates(_ rows: Range<Int>, _ query: Int) {
        let (list, place) = query.quotientAndRemainder(dividingBy: RowBlock.scannedQueryCount)
        slice.block.withRows(rows) { vectors, ids in
            for index in 0..<candidates[list].count(of: place) {
                let row = candidates[list].row(at: index, of: place)
                guard candidates[list].bound(at: index, of: place) >= selections[0].best[query].threshold,
                    slice.selection?.contains(row) ?? true
                else { continue }
                let offset = row - rows.lowerBound
                let vector = vectors.extracting(offset * dimension..<(offset + 1) * dimension)
                selections[0].score(vector, id: ids[offset], query: query, tile: tiles[0])
            }
        }
    }
}

// MARK: - Products

extension BatchScan {
    /// Looks at those of some rows that are selected.
    private mutating func multiply(_ rows: Range<Int>) {
        guard !rows.isEmpty else { return }
        guard let selection = slice.selection else {
            return slice.block.withRows(rows) { vectors, ids in multiply(vectors, ids) }
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
                    if pack.count == pack.capacity { multiply(&pack) }
                }
            }
        }
        multiply(&pack)
    }

    private mutating func multiply(_ pack: inout RowPack) {
        pack.withRows { vectors, ids in multiply(vectors, ids) }
        pack.removeAll()
    }

    private mutating func multiply(_ vectors: Span<Float>, _ ids: Span<Int64>) {
        let blockRowCount = Self.blockRowCount(dimension: dimension)
        for first in stride(from: 0, to: ids.count, by: blockRowCount) {
            let rows = first..<min(first + blockRowCount, ids.count)
            let values = vectors.extracting(rows.lowerBound * dimension..<rows.upperBound * dimension)
            multiplyBlock(values, ids.extracting(rows))
        }
    }

    private mutating func multiplyBlock(_ vectors: Span<Float>, _ ids: Span<Int64>) {
        var isEncoded = false
        for place in tiles.indices {
            if let bytes = tiles[place].bytes, !selections[place].takesAll, !pauses[place].eightBits.coversNextBlock() {
                if !isEncoded { byteRows.encode(vectors) }
                isEncoded = true
                let succeeded = scanBytes(bytes, vectors, ids, tile: place)
                pauses[place].eightBits.update(succeeded: succeeded)
                if succeeded { continue }
            }
            tiles[place].multiply(rows: vectors, into: &scores)
            selections[place].insert(scores: scores, vectors: vectors, ids: ids, tile: tiles[place])
        }
    }

    /// Scores the pairs of a block that codes of eight bits leave over; false, and nothing is done, if these are too many.
    private mutating func scanBytes(
        _ bytes: ByteQueries,
        _ vectors: Span<Float>,
        _ ids: Span<Int64>,
        tile place: Int
    ) -> Bool {
        let tile = tiles[place]
        let limit = Int(Self.byteCandidateShare * Double(ids.count * tile.count))
        let thresholds = selections[place].thresholds
        let count = bytes.findCandidates(in: byteRows, thresholds: thresholds.span, limit: limit, into: &places)
        guard count <= limit else { return false }
        selections[place].insert(places: places[..<count], vectors: vectors, ids: ids, tile: tile)
        return true
    }
}
