internal import CSIMDKernels

extension Matrix {
    /// Becomes the multi-head self-attention of sequences that lie one after the other in `projections`; every token
    /// attends to all tokens of its own sequence (Vaswani et al. 2017, arXiv:1706.03762, section 3.2).
    ///
    /// - Parameters:
    ///   - projections: A row for each token: its query for every head, then its keys, then its values.
    ///   - bias: What is added to every row of `projections`.
    ///   - sequences: The rows of each sequence; rows outside them keep old values.
    ///   - headCount: The number of heads.
    ///   - scratch: At least `attentionScratchCount` values, overwritten.
    /// - Precondition: `projections` has three times this matrix's columns, which `headCount` divides, and `sequences`
    ///   are within it.
    /// - Complexity: O(n² · `columnCount`) for a sequence of n tokens.
    package mutating func setAttention(
        projections: borrowing Matrix,
        bias: [Float],
        sequences: [Range<Int>],
        headCount: Int,
        scratch: inout Matrix,
        level: SIMDLevel = .detected
    ) {
        precondition(
            projections.columnCount == 3 * columnCount && bias.count == 3 * columnCount
                && headCount > 0 && columnCount.isMultiple(of: headCount),
            "\(headCount) heads of \(projections.columnCount) projections and \(bias.count) biases to \(columnCount)"
        )
        setRowCount(projections.rowCount)
        let headSize = columnCount / headCount
        for rows in sequences {
            let scratchCount = Self.attentionScratchCount(tokenCount: rows.count, headSize: headSize)
            precondition(
                rows.lowerBound >= 0 && rows.upperBound <= rowCount
                    && scratch.rowCount * scratch.columnCount >= scratchCount,
                "attention of rows \(rows) of \(rowCount) needs \(scratchCount) values of scratch"
            )
            unsafe roost_attention(
                level.rawValue,
                projections.unsafeValues + rows.lowerBound * projections.columnCount,
                bias,
                rows.count,
                headCount,
                headSize,
                unsafeMutableValues + rows.lowerBound * columnCount,
                scratch.unsafeMutableValues
            )
        }
    }

    /// The number of values that `setAttention` needs as scratch for a sequence of `tokenCount` tokens.
    package static func attentionScratchCount(tokenCount: Int, headSize: Int) -> Int {
        roost_attention_scratch_count(tokenCount, headSize)
    }
}
