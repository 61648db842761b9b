internal import CSIMDKernels

/// Rows in eight bits a value, for as long as a batch of queries is multiplied with them.
package struct ByteRows {
    private let dimension: Int
    /// The number of rows.
    package private(set) var count = 0
    private var codes: [Int8] = []
    private var steps: [Float] = []
    private var errors: [Float] = []
    private var sums: [Int32] = []

    package init(dimension: Int) {
        self.dimension = dimension
    }

    /// Replaces the rows.
    ///
    /// - Parameter rows: Row-major.
    package mutating func encode(_ rows: Span<Float>, level: SIMDLevel = .detected) {
        precondition(rows.count % dimension == 0, "\(rows.count) values for rows of \(dimension)")
        count = rows.count / dimension
        if steps.count < count {
            codes = Array(repeating: 0, count: count * Self.paddedDimension(dimension))
            steps = Array(repeating: 0, count: count)
            errors = Array(repeating: 0, count: count)
            sums = Array(repeating: 0, count: count)
        }
        unsafe rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            unsafe roost_encode_bytes(level.rawValue, base, count, dimension, &codes, &steps, &errors, &sums)
        }
    }

    static func paddedDimension(_ dimension: Int) -> Int {
        (dimension + 15) / 16 * 16
    }

    func withKernelRows<Result>(_ body: (UnsafePointer<roost_byte_rows>) -> Result) -> Result {
        unsafe codes.withUnsafeBufferPointer { codes in
            unsafe steps.withUnsafeBufferPointer { steps in
                unsafe errors.withUnsafeBufferPointer { errors in
                    unsafe sums.withUnsafeBufferPointer { sums in
                        var rows = unsafe roost_byte_rows(
                            codes: codes.baseAddress.unsafelyUnwrapped,
                            steps: steps.baseAddress.unsafelyUnwrapped,
                            errors: errors.baseAddress.unsafelyUnwrapped,
                            sums: sums.baseAddress.unsafelyUnwrapped
                        )
                        return unsafe withUnsafePointer(to: &rows) { unsafe body($0) }
                    }
                }
            }
        }
    }
}
