internal import CSIMDKernels

// The steps of a transformer's layer, one token a row. Rows are independent of each other except in attention.

extension Matrix {
    /// The parameters of a layer normalisation over the columns of a matrix.
    package struct LayerNorm: Sendable {
        package let scale: [Float]
        package let shift: [Float]
        package let epsilon: Float

        package init(scale: [Float], shift: [Float], epsilon: Float) {
            precondition(scale.count == shift.count, "\(scale.count) scales and \(shift.count) shifts")
            self.scale = scale
            self.shift = shift
            self.epsilon = epsilon
        }
    }

    /// Becomes the matrix product of `left` and `right`, with as many rows as `left`.
    ///
    /// - Precondition: `left.columnCount == right.rowCount`, `right.columnCount == columnCount`, and there is memory
    ///   for the rows.
    /// - Complexity: O(`left.rowCount` · `right.rowCount` · `columnCount`).
    package mutating func setProduct(_ left: borrowing Matrix, _ right: borrowing Matrix) {
        let (rows, inner, columns) = (left.rowCount, left.columnCount, columnCount)
        precondition(
            inner == right.rowCount && columns == right.columnCount,
            "product of \(inner) columns with \(right.rowCount) × \(right.columnCount) values into \(columns) columns"
        )
        setRowCount(rows)
        withMutableRows { result in
            left.withRows { left in
                right.withRows { right in
                    MatrixMath.multiply(left, right, into: &result, rows: rows, inner: inner, columns: columns)
                }
            }
        }
    }

    /// Adds `bias` to every row and replaces each sum by its Gaussian error linear unit, x · Φ(x), with an absolute
    /// error below 5e-7 (Hendrycks & Gimpel 2016, arXiv:1606.08415; the exact form that BERT calls "gelu").
    ///
    /// - Precondition: `bias` has a value for each column.
    package mutating func addBiasAndApplyGELU(_ bias: [Float], level: SIMDLevel = .detected) {
        checkColumns(bias.count)
        unsafe roost_add_bias_gelu(level.rawValue, unsafeMutableValues, bias, rowCount, columnCount)
    }

    /// Adds `bias` to every row and `residual` to the whole, and normalises each row
    /// (Ba, Kiros & Hinton 2016, arXiv:1607.06450).
    ///
    /// - Precondition: `residual` has the same shape, and `bias` and `norm` have values for each column.
    package mutating func addAndNormalize(
        bias: [Float],
        residual: borrowing Matrix,
        norm: LayerNorm,
        level: SIMDLevel = .detected
    ) {
        checkColumns(bias.count)
        checkColumns(norm.scale.count)
        checkColumns(residual.columnCount)
        precondition(residual.rowCount == rowCount, "\(residual.rowCount) rows added to \(rowCount)")
        unsafe roost_add_layer_norm(
            level.rawValue,
            unsafeMutableValues,
            bias,
            residual.unsafeValues,
            norm.scale,
            norm.shift,
            norm.epsilon,
            rowCount,
            columnCount
        )
    }

    /// The mean of the given rows.
    ///
    /// - Precondition: `rows` is not empty and within the matrix.
    package borrowing func mean(ofRows rows: Range<Int>, level: SIMDLevel = .detected) -> [Float] {
        precondition(!rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= rowCount, "mean of rows \(rows)")
        var result = [Float](repeating: 0, count: columnCount)
        unsafe roost_sum_rows(
            level.rawValue,
            unsafeValues + rows.lowerBound * columnCount,
            rows.count,
            columnCount,
            &result
        )
        for column in result.indices { result[column] /= Float(rows.count) }
        return result
    }

    private borrowing func checkColumns(_ count: Int) {
        precondition(count == columnCount, "\(count) values for rows of \(columnCount)")
    }
}
