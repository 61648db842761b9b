internal import VectorKernels

/// The best rows for each query of a tile, selected from approximate scores.
///
/// A matrix product sums in another order than `VectorMath.dot`, so its scores only decide which rows are looked at
/// again: those that could reach the selection if the product were off by as much as rounding allows. Their scores by
/// `dot` decide, so a batch gives the same result as one query at a time, bit for bit.
///
/// Rounding: an inner product of n terms computed in floats in any order, with or without fused operations, is off by
/// at most γ Σ|qᵢ·vᵢ| ≤ γ |q| |v| with γ = nu / (1 − nu), u = 2⁻²⁴, as long as nothing underflows (Higham 2002,
/// Accuracy and Stability of Numerical Algorithms, section 3.1). The two products so differ by at most 2γ |q| |v|. Each
/// term that underflows adds at most the smallest normal float, 2⁻¹²⁶, even where the hardware flushes to zero.
struct TileSelection {
    /// One selection a query.
    private(set) var best: [TopK]
    /// For each column the lowest approximate score worth another look; infinite for columns without a query.
    private var bounds: [Float]
    private let margins: [Float]

    /// - Parameters:
    ///   - best: What the selections begin with, one a query of the tile.
    ///   - longest: At least the length of every row that will be offered.
    /// - Precondition: `best.count == tile.count`.
    init(tile: QueryTile, best: [TopK], dimension: Int, longest: Double) {
        self.best = best
        let share = Double(dimension) * 0x1p-24
        // The lengths are themselves rounded, by less than 1 in 1000 for the dimensions that are supported.
        margins = tile.norms.map { norm in
            let rounding = 2 * share / (1 - share) * norm * longest * 1.01
            return Float(rounding + 2 * Double(dimension) * 0x1p-126).nextUp
        }
        bounds = Array(repeating: .infinity, count: tile.columnCount)
        for query in best.indices {
            lowerBound(of: query)
        }
    }

    /// Offers rows with their approximate scores.
    ///
    /// - Parameters:
    ///   - scores: What `tile.multiply(rows:into:)` wrote.
    ///   - vectors: The rows.
    mutating func insert(scores: [Float], vectors: Span<Float>, ids: Span<Int64>, tile: QueryTile) {
        guard !ids.isEmpty else { return }
        let dimension = vectors.count / ids.count
        let scores = scores.span.extracting(first: ids.count * tile.columnCount)
        var place = scores.firstIndex(from: 0, atLeastEach: bounds.span)
        while place < scores.count {
            let (row, query) = place.quotientAndRemainder(dividingBy: tile.columnCount)
            let vector = vectors.extracting(row * dimension..<(row + 1) * dimension)
            score(vector, id: ids[row], query: query, tile: tile)
            place = scores.firstIndex(from: place + 1, atLeastEach: bounds.span)
        }
    }

    /// Offers those rows that a scan of codes found for queries of the tile.
    ///
    /// - Parameter places: Row · columns + query of each pair.
    mutating func insert(places: ArraySlice<UInt32>, vectors: Span<Float>, ids: Span<Int64>, tile: QueryTile) {
        guard !ids.isEmpty else { return }
        let dimension = vectors.count / ids.count
        for place in places {
            let (row, query) = Int(place).quotientAndRemainder(dividingBy: tile.columnCount)
            let vector = vectors.extracting(row * dimension..<(row + 1) * dimension)
            score(vector, id: ids[row], query: query, tile: tile)
        }
    }

    /// True if one of the queries still takes whatever comes, so that codes rule out nothing.
    var takesAll: Bool { best.contains { $0.threshold == -.infinity } }

    /// The lowest score that each query still takes; infinite for columns without a query.
    var thresholds: [Float] {
        best.map(\.threshold) + Array(repeating: .infinity, count: bounds.count - best.count)
    }

    /// Offers one row to the selection of one query.
    mutating func score(_ vector: Span<Float>, id: Int64, query: Int, tile: QueryTile) {
        let score = tile.withQuery(query) { VectorMath.dot($0, vector) }
        best[query].insert(ScoredID(id: id, score: score))
        lowerBound(of: query)
    }

    private mutating func lowerBound(of query: Int) {
        bounds[query] = (best[query].threshold - margins[query]).nextDown
    }
}
