internal import VectorKernels

/// Finds the best rows of one slice for the queries of some tiles.
struct BatchScan {
    private let slice: ScanPlan.Slice
    private let tiles: ArraySlice<QueryTile>
    private let dimension: Int
    /// One a tile.
    private var selections: [TileSelection]
    /// The products of one block of rows with one tile.
    private var scores: [Float]

    /// - Parameter best: The selections of the whole batch so far; the slice has to do better.
    init(_ tiles: ArraySlice<QueryTile>, best: [TopK], slice: ScanPlan.Slice) {
        self.slice = slice
        self.tiles = tiles
        dimension = slice.block.dimension
        selections = tiles.map { tile in
            let begun = best[tile.first..<tile.first + tile.count].map {
                TopK(capacity: $0.capacity, minimumScore: $0.threshold)
            }
            return TileSelection(tile: tile, best: begun, dimension: slice.block.dimension, longest: slice.maximumNorm)
        }
        scores = Array(repeating: 0, count: Self.blockRowCount(dimension: dimension) * QueryTile.capacity)
    }

    /// Rows of one matrix product. At 384 dimensions they stay in a second-level cache of one megabyte while all tiles
    /// pass over them.
    static func blockRowCount(dimension: Int) -> Int {
        min(max(512 * 384 / dimension, 16), 2048)
    }

    /// Looks at every row of the slice.
    mutating func run() {
        guard slice.selection != nil else {
            return slice.forEachRun { vectors, ids in scan(vectors, ids) }
        }
        var pack = RowPack(dimension: dimension, capacity: Self.blockRowCount(dimension: dimension))
        slice.forEachRun { vectors, ids in
            var first = 0
            while first < ids.count {
                let rows = first..<min(first + pack.capacity - pack.count, ids.count)
                let values = rows.lowerBound * dimension..<rows.upperBound * dimension
                pack.append(vectors: vectors.extracting(values), ids: ids.extracting(rows))
                first = rows.upperBound
                if pack.count == pack.capacity { scan(&pack) }
            }
        }
        scan(&pack)
    }

    /// Adds what was found to the selections of the whole batch.
    func merge(into best: inout [TopK]) {
        for (tile, selection) in zip(tiles, selections) {
            for (query, found) in selection.best.enumerated() {
                best[tile.first + query].merge(found)
            }
        }
    }

    private mutating func scan(_ pack: inout RowPack) {
        pack.withRows { vectors, ids in scan(vectors, ids) }
        pack.removeAll()
    }

    private mutating func scan(_ vectors: Span<Float>, _ ids: Span<Int64>) {
        let blockRowCount = Self.blockRowCount(dimension: dimension)
        for first in stride(from: 0, to: ids.count, by: blockRowCount) {
            let rows = first..<min(first + blockRowCount, ids.count)
            let values = vectors.extracting(rows.lowerBound * dimension..<rows.upperBound * dimension)
            for (index, tile) in tiles.enumerated() {
                tile.multiply(rows: values, into: &scores)
                selections[index].insert(scores: scores, vectors: values, ids: ids.extracting(rows), tile: tile)
            }
        }
    }
}
