internal import CSIMDKernels

/// Up to 32 queries in eight bits a value, which are multiplied with ``ByteRows``.
///
/// What is proven of a row x, a query q and what their codes stand for, x̂ and q̂, is as for ``CodeQuery``:
///
///     |q · x − q̂ · x̂| ≤ |q − q̂| |x̂| + |q| |x − x̂|,
///
/// but x̂ is no projection, so that |x̂| ≤ |x| + |x − x̂|. The right side is at most
///
///     |q − q̂| |x| + (|q| + |q − q̂|) |x − x̂|.
///
/// The roundings of the float32 product and of the bound are in the row's error as there. So a row whose bound is under a
/// threshold has a float32 product under it.
package struct ByteQueries: Sendable {
    /// The most queries.
    package static let capacity = 32

    /// Whether a product with bytes is faster than one with floats on this processor.
    package static var areFast: Bool { [.avx512VNNI, .avx512Popcount].contains(SIMDLevel.detected) }

    private let dimension: Int
    private let columnCount: Int
    private var codes: [UInt8]
    private var scales: [Float]
    private var norms: [Float]
    private var slacks: [Float]

    /// - Parameters:
    ///   - queries: Row-major, at most `capacity`.
    ///   - longest: At least the length of the longest row, up to a thousandth.
    /// - Returns: Nil if a query is so short that products with it leave the range of float32.
    package init?(_ queries: Span<Float>, dimension: Int, longest: Double) {
        let count = queries.count / dimension
        precondition(count <= Self.capacity, "\(count) queries")
        self.dimension = dimension
        columnCount = count <= 16 ? 16 : 32
        codes = Array(repeating: 128, count: ByteRows.paddedDimension(dimension) * columnCount)
        scales = Array(repeating: 0, count: columnCount)
        norms = scales
        slacks = scales
        for query in 0..<count {
            let values = queries.extracting(query * dimension..<(query + 1) * dimension)
            guard encode(values, column: query, longest: longest) else { return nil }
        }
    }

    /// False for a query that is too short.
    private mutating func encode(_ values: Span<Float>, column: Int, longest: Double) -> Bool {
        var (square, largest, errorSquare) = (0.0, Float(0), 0.0)
        for index in values.indices {
            square += Double(values[index]) * Double(values[index])
            largest = max(largest, abs(values[index]))
        }
        let length = square.squareRoot()
        guard length > 0x1p-60 else { return false }
        let scale = largest / 127
        let slabDimension = Int(roost_byte_slab_dimension)
        for index in values.indices {
            let code = min(max((values[index] / scale).rounded(), -127), 127)
            let (slab, byte) = index.quotientAndRemainder(dividingBy: slabDimension)
            codes[(slab * columnCount + column) * slabDimension + byte] = UInt8(Int(code) + 128)
            let error = Double(values[index]) - Double(code) * Double(scale)
            errorSquare += error * error
        }
        let error = errorSquare.squareRoot()
        scales[column] = scale
        norms[column] = Float((length + error) * 1.0001)
        slacks[column] = Float(error * longest * 1.01)
        return true
    }

    /// Finds the pairs of a row and a query whose inner product may reach the threshold of the query; no other does.
    ///
    /// - Parameters:
    ///   - thresholds: One a column: the number of queries rounded up to a multiple of 16. Infinity finds no row.
    ///   - limit: The search may stop when it has found more.
    ///   - places: Begins with row · columns + query of each pair that was found, ascending.
    /// - Returns: How many pairs were found.
    package func findCandidates(
        in rows: ByteRows,
        thresholds: Span<Float>,
        limit: Int,
        into places: inout [UInt32],
        level: SIMDLevel = .detected
    ) -> Int {
        precondition(thresholds.count == columnCount, "\(thresholds.count) thresholds for \(columnCount) columns")
        guard rows.count > 0 else { return 0 }
        if places.count < rows.count * columnCount {
            places = Array(repeating: 0, count: rows.count * columnCount)
        }
        let slabCount = ByteRows.paddedDimension(dimension) / Int(roost_byte_slab_dimension)
        return unsafe withKernelQueries { queries in
            unsafe rows.withKernelRows { kernelRows in
                unsafe thresholds.withUnsafeBufferPointer { thresholds in
                    unsafe roost_scan_bytes(
                        level.rawValue,
                        kernelRows,
                        rows.count,
                        slabCount,
                        queries,
                        thresholds.baseAddress.unsafelyUnwrapped,
                        limit,
                        &places
                    )
                }
            }
        }
    }

    private func withKernelQueries<Result>(_ body: (UnsafePointer<roost_byte_queries>) -> Result) -> Result {
        unsafe codes.withUnsafeBufferPointer { codes in
            unsafe scales.withUnsafeBufferPointer { scales in
                unsafe norms.withUnsafeBufferPointer { norms in
                    unsafe slacks.withUnsafeBufferPointer { slacks in
                        var queries = unsafe roost_byte_queries(
                            codes: codes.baseAddress.unsafelyUnwrapped,
                            scales: scales.baseAddress.unsafelyUnwrapped,
                            norms: norms.baseAddress.unsafelyUnwrapped,
                            slacks: slacks.baseAddress.unsafelyUnwrapped,
                            column_count: columnCount
                        )
                        return unsafe withUnsafePointer(to: &queries) { unsafe body($0) }
                    }
                }
            }
        }
    }
}
