internal import VectorKernels

/// Some queries of a batch, laid out for one matrix product with a block of rows.
struct QueryTile: Sendable {
    /// The most queries a tile: one panel of the product.
    static let capacity = 32
    /// The place of the first query in the batch.
    let first: Int
    /// The place of the tile among those of the batch.
    var number: Int { first / Self.capacity }
    /// The number of queries.
    let count: Int
    /// The products of a row: one for each query, and zeros up to a whole panel.
    var columnCount: Int { packed.paddedCount }
    private let packed: PackedVectors
    /// The lengths of the queries.
    let norms: [Double]
    /// The codes of the queries, of which codes of four bits want one and those of eight bits another kind; nil if one of
    /// the queries has none.
    let codes: [CodeQuery]?
    let bytes: ByteQueries?
    private let queries: [Float]
    private let dimension: Int

    /// - Parameters:
    ///   - batch: All queries, row-major.
    ///   - first: The first query of the tile.
    ///   - longest: At least the length of every row that will be looked at.
    init(of batch: [Float], dimension: Int, first: Int, longest: Double) {
        let rows = first..<min(first + Self.capacity, batch.count / dimension)
        let queries = Array(batch[rows.lowerBound * dimension..<rows.upperBound * dimension])
        var norms: [Double] = []
        var codes: [CodeQuery] = []
        for query in 0..<rows.count {
            var square = 0.0
            for component in 0..<dimension {
                let value = queries[query * dimension + component]
                square += Double(value) * Double(value)
            }
            norms.append(square.squareRoot())
            let values = queries.span.extracting(query * dimension..<(query + 1) * dimension)
            if let coded = CodeQuery(values, longest: longest) { codes.append(coded) }
        }
        self.first = first
        count = rows.count
        packed = PackedVectors(queries.span, dimension: dimension)
        self.norms = norms
        self.codes = codes.count == rows.count ? codes : nil
        bytes = ByteQueries.areFast ? ByteQueries(queries.span, dimension: dimension, longest: longest) : nil
        self.queries = queries
        self.dimension = dimension
    }

    /// Writes the inner products of rows with the tile's queries to the front of `scores`, `row count × columnCount`.
    ///
    /// - Parameters:
    ///   - rows: Row-major.
    ///   - scores: Room for the products; what is behind them stays as it is.
    func multiply(rows: Span<Float>, into scores: inout [Float]) {
        let rowCount = rows.count / dimension
        var whole = scores.mutableSpan
        var products = whole._mutatingExtracting(first: rowCount * columnCount)
        packed.multiply(rows: rows, into: &products)
    }

    /// The values of one query of the tile.
    func withQuery<Result>(_ index: Int, _ body: (Span<Float>) -> Result) -> Result {
        body(queries.span.extracting(index * dimension..<(index + 1) * dimension))
    }
}
