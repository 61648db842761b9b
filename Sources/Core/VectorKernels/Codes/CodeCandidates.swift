/// Rows that a scan of codes could not rule out.
package struct CodeCandidates {
    /// The row that `row(at:)` counts from.
    var firstRow = 0
    private var rows: [UInt32] = []
    private var estimates: [Float] = []
    private var bounds: [Float] = []
    /// How many there are.
    package private(set) var count = 0

    package init() {}

    /// Candidates are in the order of their rows.
    package func row(at index: Int) -> Int { firstRow + Int(rows[index]) }

    /// About the inner product of the row and the query.
    package func estimate(at index: Int) -> Float { estimates[index] }

    /// At least the inner product.
    package func bound(at index: Int) -> Float { bounds[index] }

    /// The places of the candidates, the highest estimate first.
    package var byEstimate: [Int] { (0..<count).sorted { estimates[$0] > estimates[$1] } }

    mutating func removeAll() {
        count = 0
    }

    /// Has `body` write up to `capacity` candidates and say how many there are.
    mutating func fill(
        capacity: Int,
        _ body: (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Int
    ) {
        if rows.count < capacity {
            rows = Array(repeating: 0, count: capacity)
            estimates = Array(repeating: 0, count: capacity)
            bounds = Array(repeating: 0, count: capacity)
        }
        count = unsafe rows.withUnsafeMutableBufferPointer { rows in
            unsafe estimates.withUnsafeMutableBufferPointer { estimates in
                unsafe bounds.withUnsafeMutableBufferPointer { bounds in
                    guard let rows = rows.baseAddress, let estimates = estimates.baseAddress,
                        let bounds = bounds.baseAddress
                    else { return 0 }
                    return unsafe body(rows, estimates, bounds)
                }
            }
        }
    }
}
