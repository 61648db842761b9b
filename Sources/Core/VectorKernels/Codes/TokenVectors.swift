internal import CSIMDKernels

/// The vectors of a query's tokens, each of length 1, for late interaction with the tokens of passages.
package struct TokenVectors: Sendable, Equatable {
    /// Values of a vector.
    package let dimension: Int
    /// `count × dimension` values, row-major.
    package let values: [Float]

    /// The number of tokens.
    package var count: Int { values.count / dimension }

    /// - Precondition: `dimension` is positive, and there are `dimension` values for each token.
    package init(_ values: [Float], dimension: Int) {
        precondition(
            dimension > 0 && values.count.isMultiple(of: dimension),
            "\(values.count) values of vectors of \(dimension)"
        )
        self.values = values
        self.dimension = dimension
    }

    /// For each token its largest cosine with what a code stands for; empty when there are no codes.
    ///
    /// - Precondition: The codes have the same dimension.
    /// - Complexity: O(`count` · codes · `dimension`); one allocation.
    /// - Note: Compare with a tolerance relative to Σ|value| / √`dimension` of the token, not exactly.
    package func maximumSimilarities(to codes: TokenCodes, level: SIMDLevel = .detected) -> [Float] {
        precondition(
            codes.dimension == dimension,
            "tokens of \(dimension) dimensions, codes of \(codes.dimension)"
        )
        guard codes.count > 0 else { return [] }
        return unsafe [Float](unsafeUninitializedCapacity: count) { maxima, initializedCount in
            if let target = maxima.baseAddress {
                unsafe roost_largest_code_products(
                    level.rawValue,
                    values,
                    count,
                    codes.bytes,
                    codes.count,
                    dimension,
                    target
                )
            }
            initializedCount = count
        }
    }

    /// How well the tokens of a passage match those of the query, in [−1, 1]: the mean of `maximumSimilarities(to:)`
    /// (MaxSim of ColBERT: Khattab & Zaharia 2020, arXiv:2004.12832, section 3.2, as a mean so that long and short queries
    /// compare).
    ///
    /// - Returns: Nil when there are no tokens on one side.
    /// - Precondition: The codes have the same dimension.
    package func lateInteraction(with codes: TokenCodes, level: SIMDLevel = .detected) -> Double? {
        let maxima = maximumSimilarities(to: codes, level: level)
        guard !maxima.isEmpty else { return nil }
        return maxima.reduce(0) { $0 + Double($1) } / Double(maxima.count)
    }
}

extension TokenMatrix {
    /// The vectors of some adjacent rows, scaled to length 1.
    package func tokenVectors(ofRows rows: Range<Int>) -> TokenVectors {
        var values: [Float] = []
        values.reserveCapacity(rows.count * columnCount)
        for row in rows {
            var vector = withRow(row) { row in row.indices.map { row[$0] } }
            var span = vector.mutableSpan
            VectorMath.normalize(&span)
            values += vector
        }
        return TokenVectors(values, dimension: columnCount)
    }
}
