internal import VectorKernels

/// The proof that a list of rows is fit for the index: whole, finite and not too long.
struct CheckedRows {
    let rowCount: Int
    /// At least the length of the longest row, less the rounding of one float32 inner product.
    private(set) var maximumNorm: Double = 0

    /// - Parameters:
    ///   - vectors: Row-major values.
    ///   - dimension: Values a row.
    /// - Complexity: One pass over the values, at the speed of an inner product.
    init(_ vectors: Span<Float>, dimension: Int) throws(VectorIndexError) {
        guard vectors.count % dimension == 0 else {
            throw .notWholeRows(dimension: dimension, found: vectors.count)
        }
        rowCount = vectors.count / dimension
        for row in 0..<rowCount {
            let values = vectors.extracting(row * dimension..<(row + 1) * dimension)
            maximumNorm = max(maximumNorm, try Self.norm(of: values, row: row))
        }
    }

    /// The length of a row.
    ///
    /// The square in float32 tells at once whether the row is in order; only rows that may be refused, or whose squares
    /// come near the smallest floats, are looked at value by value.
    private static func norm(of values: Span<Float>, row: Int) throws(VectorIndexError) -> Double {
        let square = VectorMath.dot(values, values)
        if square > 0x1p-80, square < 0x1p120 { return Double(square).squareRoot() }
        var exactSquare = 0.0
        for column in values.indices {
            let value = values[column]
            guard value.isFinite else { throw .notFinite(row: row, column: column, found: "\(value)") }
            exactSquare += Double(value) * Double(value)
        }
        let norm = exactSquare.squareRoot()
        guard norm <= VectorIndex.maximumNorm else { throw .tooLong(row: row, norm: norm) }
        return norm
    }
}
