internal import CSIMDKernels

/// A query in eight bits a value, which scans of codes multiply with.
///
/// What is proven of a row x and a query q, so that a scan may rule x out without reading it:
///
/// Let x̂ be what the codes of x stand for and q̂ what those of q do. Then
///
///     q · x = q̂ · x̂ + (q − q̂) · x̂ + q · (x − x̂),
///
/// and by the inequality of Cauchy and Schwarz
///
///     |q · x − q̂ · x̂| ≤ |q − q̂| |x̂| + |q| |x − x̂|.
///
/// The product of the codes is computed in integers, without error. |x − x̂| is kept with each row, rounded up. The step
/// of a row's codes is chosen so that x̂ is the projection of x on the direction of its codes, so that |x̂| ≤ |x|, which
/// is at most the longest row of the segment. What is compared with a threshold in the end is not q · x but its float32
/// product, which differs from it by at most γ |q| |x| with γ = (d / 16 + 5) 2⁻²⁴ for d dimensions (Higham 2002, Accuracy
/// and Stability of Numerical Algorithms, section 3.1, for sixteen running sums); that, and the roundings of the bound
/// itself, which are fewer, are in the term (d + 64) 2⁻²² |x| that each row's error is enlarged by.
///
/// So a row whose bound is under a threshold has a float32 product under it. Codes of scalar quantisation with a
/// correction by the row's own factors: Gao et al. 2024, arXiv:2409.09913, use them with bounds that hold with high
/// probability; these hold always.
@safe
package struct CodeQuery: Sendable {
    package let dimension: Int
    private let codes: [Int8]
    private let scale: Float
    private let codeSum: Int32
    private let norm: Float
    private let slack: Float

    /// - Parameters:
    ///   - values: The query.
    ///   - longest: At least the length of the longest row, up to a thousandth.
    /// - Returns: Nil for a query so short that products with it leave the range of float32: it takes no codes.
    package init?(_ values: Span<Float>, longest: Double) {
        var (square, largest) = (0.0, Float(0))
        for index in values.indices {
            square += Double(values[index]) * Double(values[index])
            largest = max(largest, abs(values[index]))
        }
        let length = square.squareRoot()
        guard length > 0x1p-60 else { return nil }
        dimension = values.count
        scale = largest / 127
        // Whole slabs of eight.
        var codes = [Int8](repeating: 0, count: (values.count + 7) & ~7)
        var (sum, errorSquare) = (Int32(0), 0.0)
        for index in values.indices {
            let code = min(max((values[index] / scale).rounded(), -127), 127)
            codes[index] = Int8(code)
            sum += Int32(code)
            let error = Double(values[index]) - Double(code) * Double(scale)
            errorSquare += error * error
        }
        self.codes = codes
        codeSum = sum
        norm = Float(length * 1.0001)
        slack = Float(errorSquare.squareRoot() * longest * 1.01)
    }

    /// Calls `body` with the query in the form of the kernels.
    func withCodes<Result>(_ body: (UnsafePointer<roost_code_query>) -> Result) -> Result {
        unsafe codes.withUnsafeBufferPointer { codes in
            var query = unsafe kernelQuery(codes: codes.baseAddress.unsafelyUnwrapped)
            return unsafe withUnsafePointer(to: &query) { unsafe body($0) }
        }
    }

    /// Calls `body` with several queries in the form of the kernels, one after the other.
    static func withCodes<Result>(
        of queries: ArraySlice<CodeQuery>,
        _ body: (UnsafePointer<roost_code_query>) -> Result
    ) -> Result {
        let codes = queries.flatMap(\.codes)
        return unsafe codes.withUnsafeBufferPointer { codes in
            unsafe withUnsafeTemporaryAllocation(of: roost_code_query.self, capacity: max(queries.count, 1)) { room in
                var first = 0
                for (place, query) in queries.enumerated() {
                    let numbers = unsafe codes.baseAddress.unsafelyUnwrapped + first
                    unsafe room.initializeElement(at: place, to: query.kernelQuery(codes: numbers))
                    first += query.codes.count
                }
                return unsafe body(UnsafePointer(room.baseAddress.unsafelyUnwrapped))
            }
        }
    }

    private func kernelQuery(codes: UnsafePointer<Int8>) -> roost_code_query {
        unsafe roost_code_query(
            codes: codes,
            half_scale: scale / 2,
            offset: 15 * codeSum,
            norm: norm,
            slack: slack
        )
    }
}
