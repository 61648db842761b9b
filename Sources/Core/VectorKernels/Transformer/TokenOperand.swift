internal import CSIMDKernels

/// Rows of tokens in the format of products, which several threads may fill together.
///
/// `@unchecked Sendable` and `@safe`, as `TokenMatrix`: all that changes is in the two blocks of memory, every access is
/// checked to be within the rows, and who calls settles that threads write different ones.
@safe
package final class TokenOperand: @unchecked Sendable {
    package let format: NumberFormat
    package let rowCount: Int
    package let columnCount: Int
    /// Bytes from row to row: whole cache lines, an odd number of them so that rows do not compete for cache sets.
    private let stride: Int
    private let values: AlignedMemory
    private let scales: AlignedMemory

    package init(format: NumberFormat, rowCount: Int, columnCount: Int) {
        precondition(rowCount >= 0 && columnCount > 0, "an operand of \(rowCount) × \(columnCount) values")
        self.format = format
        self.rowCount = rowCount
        self.columnCount = columnCount
        let lineCount = (roost_step_count(format.rawValue, columnCount) * 4 + 63) / 64
        stride = (lineCount | 1) * 64
        values = AlignedMemory(byteCount: rowCount * stride)
        scales = AlignedMemory(byteCount: 2 * rowCount * MemoryLayout<Float>.size)
    }

    /// Takes over the rows of a matrix.
    ///
    /// - Parameter firstRow: Where the first of them goes.
    /// - Precondition: The matrix has the rows and this operand's columns, and there is room for them.
    package func setRows(
        from firstRow: Int,
        to matrix: TokenMatrix,
        rows: Range<Int>,
        level: SIMDLevel = .detected
    ) {
        matrix.check(rows)
        check(firstRow..<firstRow + rows.count)
        precondition(matrix.columnCount == columnCount, "\(matrix.columnCount) columns into \(columnCount)")
        unsafe roost_encode_operand(
            level.rawValue,
            format.rawValue,
            matrix.pointer(toRow: rows.lowerBound),
            matrix.stride,
            rows.count,
            columnCount,
            values.base.assumingMemoryBound(to: UInt8.self) + firstRow * stride,
            stride,
            scales.floats + firstRow,
            scales.floats + rowCount + firstRow
        )
    }

    /// What the kernels take.
    func operand(from firstRow: Int) -> roost_operand {
        unsafe roost_operand(
            values: values.base.assumingMemoryBound(to: UInt8.self) + firstRow * stride,
            stride: stride,
            scales: scales.floats + firstRow,
            offsets: scales.floats + rowCount + firstRow
        )
    }

    func check(_ rows: Range<Int>) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    }
}
