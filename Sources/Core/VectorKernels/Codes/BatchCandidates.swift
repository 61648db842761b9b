/// Rows that one scan of codes for several queries could not rule out, a list for each query.
package struct BatchCandidates {
    /// The row that `row(at:of:)` counts from.
    private var firstRow = 0
    /// The list of a query begins at its place times `capacity`.
    private var capacity = 0
    private var rows: [UInt32] = []
    private var estimates: [Float] = []
    private var bounds: [Float] = []
    private var counts: [Int] = []

    package init() {}

    /// How many there are for a query.
    package func count(of query: Int) -> Int { counts[query] }

    /// How many there are for all queries together.
    package var totalCount: Int { counts.reduce(0, +) }

    /// Candidates of a query are in the order of their rows.
    package func row(at index: Int, of query: Int) -> Int { firstRow + Int(rows[query * capacity + index]) }

    /// About the inner product of the row and the query.
    package func estimate(at index: Int, of query: Int) -> Float { estimates[query * capacity + index] }

    /// At least the inner product.
    package func bound(at index: Int, of query: Int) -> Float { bounds[query * capacity + index] }

    /// Where the lists of a scan go, and how many candidates each has.
    @unsafe
    struct Room {
        let rows: UnsafeMutablePointer<UInt32>
        let estimates: UnsafeMutablePointer<Float>
        let bounds: UnsafeMutablePointer<Float>
        let counts: UnsafeMutablePointer<Int>
    }

    /// Has `body` write the lists of `queryCount` queries, up to one candidate for each of `range` in each.
    mutating func fill(rows range: Range<Int>, queryCount: Int, _ body: (Room) -> Void) {
        (firstRow, capacity) = (range.lowerBound, range.count)
        if rows.count < capacity * queryCount {
            rows = Array(repeating: 0, count: capacity * queryCount)
            estimates = Array(repeating: 0, count: capacity * queryCount)
            bounds = Array(repeating: 0, count: capacity * queryCount)
        }
        if counts.count != queryCount {
            counts = Array(repeating: 0, count: queryCount)
        }
        unsafe rows.withUnsafeMutableBufferPointer { rows in
            unsafe estimates.withUnsafeMutableBufferPointer { estimates in
                unsafe bounds.withUnsafeMutableBufferPointer { bounds in
                    unsafe counts.withUnsafeMutableBufferPointer { counts in
                        guard let rows = rows.baseAddress, let estimates = estimates.baseAddress,
                            let bounds = bounds.baseAddress, let counts = counts.baseAddress
                        else { return }
                        unsafe body(Room(rows: rows, estimates: estimates, bounds: bounds, counts: counts))
                    }
                }
            }
        }
    }
}
