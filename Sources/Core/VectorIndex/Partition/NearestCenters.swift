internal import VectorKernels

/// Finds the nearest of some centres by matrix products.
struct NearestCenters: Sendable {
    private let dimension: Int
    private let count: Int
    /// |c|² of each centre.
    let squares: [Float]
    /// `dimension × count`, for matrix products.
    private let transposed: [Float]
    /// −|c|² / 2 of each centre: with it, the largest inner product is that of the nearest one.
    private let biases: [Float]

    /// - Parameter centers: Row-major, at least one.
    init(_ centers: [Float], dimension: Int) {
        let count = centers.count / dimension
        var transposed = [Float](repeating: 0, count: centers.count)
        squares = (0..<count).map { list in
            let center = centers.span.extracting(list * dimension..<(list + 1) * dimension)
            for column in 0..<dimension { transposed[column * count + list] = center[column] }
            return VectorMath.dot(center, center)
        }
        self.dimension = dimension
        self.count = count
        self.transposed = transposed
        biases = squares.map { -$0 / 2 }
    }

    /// The nearest centres of some rows.
    ///
    /// - Parameter rows: Row-major.
    /// - Complexity: O(rows · `count` · `dimension`), by matrix products on the calling thread.
    func lists(of rows: Span<Float>) -> [UInt32] {
        let (transposed, biases) = (transposed, biases)
        let rowCount = rows.count / dimension
        var lists = [UInt32](repeating: 0, count: rowCount)
        var scores = [Float](repeating: 0, count: min(rowCount, Self.blockRowCount) * count)
        for first in stride(from: 0, to: rowCount, by: Self.blockRowCount) {
            let block = first..<min(first + Self.blockRowCount, rowCount)
            var all = scores.mutableSpan
            var products = all._mutatingExtracting(first: block.count * count)
            MatrixMath.multiply(
                rows.extracting(block.lowerBound * dimension..<block.upperBound * dimension),
                transposed.span,
                into: &products,
                rows: block.count,
                inner: dimension,
                columns: count
            )
            var targets = lists.mutableSpan
            var target = targets._mutatingExtracting(block)
            RowScan.largestColumns(of: products.span, plus: biases.span, into: &target)
        }
        return lists
    }

    /// Rows of one matrix product: the products with a thousand centres stay in a second-level cache.
    private static let blockRowCount = 128
}
