internal import CSIMDKernels

/// Scores rows against a query by inner product, which is cosine similarity where both are of unit length.
package enum RowScan {
    /// Writes the inner product of `query` with every row of a row-major matrix to the front of `scores`.
    ///
    /// A row's score is bit for bit `VectorMath.dot` of the query and the row, wherever the row lies and whichever rows
    /// lie beside it. So scores can be compared exactly between scans that split the rows differently.
    ///
    /// - Parameters:
    ///   - query: `dimension` values.
    ///   - rows: `row count × dimension` values; not aliased with `scores`.
    ///   - scores: Room for one value a row; what is behind those stays as it is.
    /// - Precondition: There are whole rows, and `scores` has room for them.
    /// - Complexity: O(`rows.count`), no allocation; bound by memory bandwidth for rows that are not in a cache.
    /// - Note: The order of summation depends on the level: compare with other implementations with a tolerance
    ///   relative to Σ|queryᵢ·rowᵢ|, not exactly.
    package static func scores(
        of query: Span<Float>,
        rows: Span<Float>,
        into scores: inout MutableSpan<Float>,
        level: SIMDLevel = .detected
    ) {
        guard !rows.isEmpty else { return }
        let dimension = query.count
        precondition(dimension > 0 && rows.count % dimension == 0, "\(rows.count) values in rows of \(dimension)")
        let rowCount = rows.count / dimension
        precondition(rowCount <= scores.count, "\(rowCount) rows for \(scores.count) scores")
        unsafe query.withUnsafeBufferPointer { query in
            unsafe rows.withUnsafeBufferPointer { rows in
                unsafe scores.withUnsafeMutableBufferPointer { scores in
                    unsafe roost_dot_rows(
                        level.rawValue,
                        query.baseAddress.unsafelyUnwrapped,
                        rows.baseAddress.unsafelyUnwrapped,
                        rowCount,
                        dimension,
                        scores.baseAddress.unsafelyUnwrapped
                    )
                }
            }
        }
    }

    /// Writes for each row of a row-major matrix the column whose value and bias have the largest sum, the first of
    /// several.
    ///
    /// - Parameters:
    ///   - matrix: `columns.count × biases.count` finite values.
    ///   - biases: One a column, at least one; minus infinity keeps a column from being the largest.
    package static func largestColumns(
        of matrix: Span<Float>,
        plus biases: Span<Float>,
        into columns: inout MutableSpan<UInt32>,
        level: SIMDLevel = .detected
    ) {
        precondition(
            !biases.isEmpty && matrix.count == columns.count * biases.count,
            "\(matrix.count) values in \(columns.count) rows of \(biases.count)"
        )
        guard !columns.isEmpty else { return }
        let rowCount = columns.count
        unsafe matrix.withUnsafeBufferPointer { matrix in
            unsafe biases.withUnsafeBufferPointer { biases in
                unsafe columns.withUnsafeMutableBufferPointer { columns in
                    unsafe roost_largest_columns(
                        level.rawValue,
                        matrix.baseAddress.unsafelyUnwrapped,
                        biases.baseAddress.unsafelyUnwrapped,
                        rowCount,
                        biases.count,
                        columns.baseAddress.unsafelyUnwrapped
                    )
                }
            }
        }
    }
}
