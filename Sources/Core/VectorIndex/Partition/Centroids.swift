internal import VectorKernels

/// The centres of the lists that a partition sorts rows into.
///
/// A row belongs to the centre that is nearest to it, unless it is much farther away than the centre's rows are: such rows
/// are in one list more, that of outliers, which every search looks at.
final class Centroids: Sendable {
    let dimension: Int
    /// The number of centres. Their lists come first, then that of the outliers.
    let count: Int
    /// Row-major, `count × dimension`.
    let values: [Float]
    /// |c|² of each centre.
    let squares: [Float]
    /// The root of the mean square of the distances of a list's rows from its centre.
    let radii: [Float]
    /// Rotates rows before they are encoded in one bit a value.
    let rotation: RandomRotation
    /// The centres and the origin, rotated: `(count + 1) × rotation.paddedDimension`.
    private let rotated: [Float]
    private let nearest: NearestCenters

    /// - Parameters:
    ///   - values: Row-major, at least one centre.
    ///   - radii: One a centre.
    init(_ values: [Float], radii: [Float], dimension: Int, using generator: inout some RandomNumberGenerator) {
        let count = values.count / dimension
        self.values = values
        self.dimension = dimension
        self.count = count
        self.radii = radii
        let rotation = RandomRotation(dimension: dimension, using: &generator)
        var rotated = [Float](repeating: 0, count: (count + 1) * rotation.paddedDimension)
        for list in 0..<count {
            let center = values.span.extracting(list * dimension..<(list + 1) * dimension)
            var target = rotated.mutableSpan
            var row = target._mutatingExtracting(
                list * rotation.paddedDimension..<(list + 1) * rotation.paddedDimension
            )
            rotation.rotate(center, into: &row)
        }
        self.rotation = rotation
        self.rotated = rotated
        nearest = NearestCenters(values, dimension: dimension)
        squares = nearest.squares
    }

    /// The list of the rows that are far from every centre: it is encoded from the origin.
    var outlierList: Int { count }

    /// By how many radii a row may be away from its centre.
    private static let outlierRadiusCount: Float = 3

    /// Calls `body` with the rotated centre of a list.
    func withRotated(_ list: Int, _ body: (Span<Float>) -> Void) {
        let rotated = rotated
        body(rotated.span.extracting(list * rotation.paddedDimension..<(list + 1) * rotation.paddedDimension))
    }

    /// The lists of some rows: outliers are told from the others.
    ///
    /// - Complexity: As of ``NearestCenters/lists(of:)``.
    func lists(of rows: Span<Float>) -> [UInt32] {
        let values = values
        var lists = nearest.lists(of: rows)
        for (row, list) in lists.enumerated() {
            let vector = rows.extracting(row * dimension..<(row + 1) * dimension)
            let center = values.span.extracting(Int(list) * dimension..<(Int(list) + 1) * dimension)
            let square = VectorMath.dot(vector, vector) - 2 * VectorMath.dot(vector, center) + squares[Int(list)]
            let limit = Self.outlierRadiusCount * radii[Int(list)]
            // The square is off by some roundings of the lengths.
            if square > limit * limit + 0x1p-16 * squares[Int(list)] { lists[row] = UInt32(outlierList) }
        }
        return lists
    }

    /// The inner products of a query with the centres.
    func scores(of query: Span<Float>) -> [Float] {
        let values = values
        var scores = [Float](repeating: 0, count: count)
        var target = scores.mutableSpan
        RowScan.scores(of: query, rows: values.span, into: &target)
        return scores
    }

    /// The bytes in use.
    var byteCount: Int {
        (2 * values.count + rotated.count + 4 * count) * MemoryLayout<Float>.stride
    }
}
