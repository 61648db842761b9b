import Synchronization
internal import VectorKernels

/// Lloyd's algorithm (Lloyd 1982, doi:10.1109/TIT.1982.1056489), the nearest centres by matrix products.
struct KMeans {
    private let sample: [Float]
    private let dimension: Int
    private let rowCount: Int
    private let pool: WorkerPool
    private var centers: [Float]
    /// The number of rows of each centre after the last step, and the sum of the squares of their distances.
    private var sizes: [Int]
    private var squares: [Float]

    /// Rows of the sample for each centre: more change the result little.
    static let rowsPerCenter = 64

    private static let stepCount = 8

    /// Trains centres and rotates them.
    ///
    /// - Parameters:
    ///   - sample: Row-major, in random order, at least one row for each centre.
    ///   - generator: Draws the rotation; the rest follows from the sample.
    /// - Complexity: O(rows · `count` · `dimension`).
    static func centroids(
        of sample: [Float],
        dimension: Int,
        count: Int,
        pool: WorkerPool,
        using generator: inout some RandomNumberGenerator
    ) -> Centroids {
        var training = KMeans(sample, dimension: dimension, count: count, pool: pool)
        for _ in 0..<stepCount { training.step() }
        return Centroids(training.centers, radii: training.radii, dimension: dimension, using: &generator)
    }

    private init(_ sample: [Float], dimension: Int, count: Int, pool: WorkerPool) {
        self.sample = sample
        self.dimension = dimension
        self.pool = pool
        rowCount = sample.count / dimension
        precondition(count > 0 && rowCount >= count, "\(rowCount) rows for \(count) centres")
        centers = Array(sample[..<(count * dimension)])
        sizes = Array(repeating: 0, count: count)
        squares = Array(repeating: 0, count: count)
    }

    private var count: Int { sizes.count }

    /// Moves each centre to the mean of the rows that are nearest to it.
    private mutating func step() {
        let lists = nearestLists()
        var sums = [Float](repeating: 0, count: centers.count)
        sizes = Array(repeating: 0, count: count)
        squares = Array(repeating: 0, count: count)
        for (row, list) in lists.enumerated() {
            sizes[Int(list)] += 1
            squares[Int(list)] += add(row, to: Int(list), of: &sums)
        }
        for list in 0..<count where sizes[list] > 0 {
            for column in list * dimension..<(list + 1) * dimension {
                centers[column] = sums[column] / Float(sizes[list])
            }
        }
        splitLargest()
    }

    /// Adds a row to the sum of its list.
    ///
    /// - Returns: The square of its distance from the centre as it was.
    private func add(_ row: Int, to list: Int, of sums: inout [Float]) -> Float {
        let values = sample.span.extracting(row * dimension..<(row + 1) * dimension)
        let center = centers.span.extracting(list * dimension..<(list + 1) * dimension)
        var allSums = sums.mutableSpan
        var sum = allSums._mutatingExtracting(list * dimension..<(list + 1) * dimension)
        var square: Float = 0
        for column in 0..<dimension {
            sum[column] += values[column]
            let difference = values[column] - center[column]
            square += difference * difference
        }
        return square
    }

    private func nearestLists() -> [UInt32] {
        let nearest = NearestCenters(centers, dimension: dimension)
        let blockCount = (rowCount + Self.blockRowCount - 1) / Self.blockRowCount
        return pool.map(count: blockCount) { block in
            let rows = block * Self.blockRowCount..<min((block + 1) * Self.blockRowCount, rowCount)
            return nearest.lists(
                of: sample.span.extracting(rows.lowerBound * dimension..<rows.upperBound * dimension)
            )
        }.flatMap(\.self)
    }

    private static let blockRowCount = 2048

    /// Puts centres without rows beside those with the most, a little off, so that the two share them out.
    private mutating func splitLargest() {
        var bySize = (0..<count).sorted { sizes[$0] > sizes[$1] }[...]
        for list in 0..<count where sizes[list] == 0 {
            guard let largest = bySize.popFirst(), sizes[largest] > 1 else { return }
            for column in 0..<dimension {
                let value = centers[largest * dimension + column]
                centers[list * dimension + column] = value * (column % 2 == 0 ? 1.01 : 0.99)
                centers[largest * dimension + column] = value * (column % 2 == 0 ? 0.99 : 1.01)
            }
        }
    }

    /// The root of the mean square of the distances, of all rows together where a centre has none of its own.
    private var radii: [Float] {
        let mean = squares.reduce(0, +) / Float(max(rowCount, 1))
        return zip(sizes, squares).map { size, square in (size > 0 ? square / Float(size) : mean).squareRoot() }
    }
}
