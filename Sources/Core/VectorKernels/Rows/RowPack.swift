/// Rows copied from several places to lie one behind the other, so that one matrix product can take them all.
package struct RowPack: ~Copyable {
    private let dimension: Int
    /// The most rows the pack holds.
    package let capacity: Int
    /// The number of rows in the pack.
    package private(set) var count = 0
    private var vectors: [Float]
    private var ids: [Int64]

    package init(dimension: Int, capacity: Int) {
        self.dimension = dimension
        self.capacity = capacity
        vectors = Array(repeating: 0, count: capacity * dimension)
        ids = Array(repeating: 0, count: capacity)
    }

    /// Copies rows to the end of the pack.
    ///
    /// - Precondition: `newVectors` has `newIDs.count` rows, and the pack has room for them.
    package mutating func append(vectors newVectors: Span<Float>, ids newIDs: Span<Int64>) {
        precondition(
            newVectors.count == newIDs.count * dimension && newIDs.count <= capacity - count,
            "\(newVectors.count) values and \(newIDs.count) ids of \(dimension) dimensions for \(capacity - count) rows"
        )
        unsafe vectors.withUnsafeMutableBufferPointer { vectors in
            unsafe newVectors.withUnsafeBufferPointer { source in
                _ = unsafe vectors[(count * dimension)...].update(fromContentsOf: source)
            }
        }
        for index in newIDs.indices {
            ids[count + index] = newIDs[index]
        }
        count += newIDs.count
    }

    package mutating func removeAll() {
        count = 0
    }

    /// Calls `body` with the values, row-major, and the ids of the pack's rows.
    package func withRows(_ body: (_ vectors: Span<Float>, _ ids: Span<Int64>) -> Void) {
        body(vectors.span.extracting(first: count * dimension), ids.span.extracting(first: count))
    }
}
