internal import CSIMDKernels

/// A row-major float32 matrix with a row for each token, which several threads may fill together.
///
/// `@unchecked Sendable` and `@safe`: every access is checked to be within the matrix, so that threads that write the same
/// rows would spoil numbers, not memory. Who calls settles that they write different ones.
@safe
package final class TokenMatrix: @unchecked Sendable {
    package let rowCount: Int
    package let columnCount: Int
    /// Floats from row to row: whole panels, and one cache line more so that rows do not compete for the same cache sets.
    let stride: Int
    private let memory: AlignedMemory

    /// A matrix of zeros.
    package init(rowCount: Int, columnCount: Int) {
        precondition(rowCount >= 0 && columnCount > 0, "a matrix of \(rowCount) × \(columnCount) values")
        self.rowCount = rowCount
        self.columnCount = columnCount
        stride = PackedWeights.paddedCount(columnCount) + Self.floatsPerLine
        memory = AlignedMemory(byteCount: rowCount * stride * MemoryLayout<Float>.size)
    }

    private static let floatsPerLine = 16

    /// Calls `body` with one row.
    package func withRow<Result>(_ row: Int, _ body: (Span<Float>) throws -> Result) rethrows -> Result {
        check(row..<row + 1)
        return try body(unsafe UnsafeBufferPointer(start: pointer(toRow: row), count: columnCount).span)
    }

    /// Calls `body` with one row, which it may change.
    package func withMutableRow<Result>(
        _ row: Int,
        _ body: (inout MutableSpan<Float>) throws -> Result
    ) rethrows -> Result {
        check(row..<row + 1)
        check(row..<row + 1)
        var span = unsafe UnsafeMutableBufferPointer(start: pointer(toRow: row), count: columnCount).mutableSpan
        return try body(&span)
    }

    /// Adds the rows of `residual` to the same rows of this matrix and normalises each
    /// (Ba, Kiros & Hinton 2016, arXiv:1607.06450).
    ///
    /// - Precondition: Both matrices have the rows, and the same number of columns as `norm`.
    package func addAndNormalize(
        rows: Range<Int>,
        residual: TokenMatrix,
        norm: LayerNorm,
        level: SIMDLevel = .detected
    ) {
        check(rows)
        residual.check(rows)
        precondition(
            residual.columnCount == columnCount && norm.scale.count == columnCount,
            "\(columnCount) columns, \(residual.columnCount) of the residual and \(norm.scale.count) of the norm"
        )
        unsafe roost_add_layer_norm(
            level.rawValue,
            pointer(toRow: rows.lowerBound),
            residual.pointer(toRow: rows.lowerBound),
            stride,
            rows.count,
            columnCount,
            norm.scale,
            norm.shift,
            norm.epsilon
        )
    }

    /// The mean of the given rows.
    ///
    /// - Precondition: `rows` is not empty and within the matrix.
    package func mean(ofRows rows: Range<Int>, level: SIMDLevel = .detected) -> [Float] {
        check(rows)
        precondition(!rows.isEmpty, "mean of no rows")
        var result = [Float](repeating: 0, count: columnCount)
        unsafe roost_sum_rows(
            level.rawValue,
            pointer(toRow: rows.lowerBound),
            stride,
            rows.count,
            columnCount,
            &result
        )
        for column in result.indices { result[column] /= Float(rows.count) }
        return result
    }

    /// The first value of a row, or the end of the last one.
    func pointer(toRow row: Int) -> UnsafeMutablePointer<Float> {
        precondition((0...rowCount).contains(row), "row \(row) of \(rowCount)")
        return unsafe memory.floats + row * stride
    }

    func check(_ rows: Range<Int>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    }
}
