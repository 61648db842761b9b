internal import VectorKernels

/// Finds the nearest of some centres by matrix products.
struct NearestCenters: Sendable {
    private let dimension: Int
    /// |c|² of each centre.
    let squares: [Float]
    private let centers: PackedVectors
    /// −|c|² / 2 of each centre: with it, the largest inner product is that of the nearest one. Minus infinity behind the
    /// last one.
    private let biases: [Float]

    /// - Parameter centers: Row-major, at least one.
    init(_ centers: [Float], dimension: Int) {
        let packed = PackedVectors(centers.span, dimension: dimension)
        let squares = stride(from: 0, to: centers.count, by: dimension).map { first in
            let center = centers.span.extracting(first..<first + dimension)
            return VectorMath.dot(center, center)
        }
        let padding = [Float](repeating: -.infinity, count: packed.paddedCount - squares.count)
        self.dimension = dimension
        self.squares = squares
        self.centers = packed
        biases = squares.map { -$0 / 2 } + padding
    }

    /// The nearest centres of some rows.
    ///
    /// - Parameter rows: Row-major.
    /// - Complexity: O(rows · centres · `dimension`), by matrix products on the calling thread.
    func lists(of rows: Span<Float>) -> [UInt32] {
        let (biases, count) = (biases, biases.count)
        let rowCount = rows.count / dimension
        var lists = [UInt32](repeating: 0, count: rowCount)
        var scores = [Float](repeating: 0, count: min(rowCount, Self.blockRowCount) * count)
        for first in stride(from: 0, to: rowCount, by: Self.blockRowCount) {
            let block = first..<min(first + Self.blockRowCount, rowCount)
            var all = scores.mutableSpan
            var products = all._mutatingExtracting(first: block.count * count)
            centers.multiply(
                rows: rows.extracting(block.lowerBound * dimension..<block.upperBound * dimension),
                into: &products
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
