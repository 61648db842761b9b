internal import CSIMDKernels

extension TokenMatrix {
    /// What is done with each number of a product.
    package enum Activation: Int32, Sendable, CaseIterable {
        case none = 0
        /// x · Φ(x), with an absolute error below 5e-7 (Hendrycks & Gimpel 2016, arXiv:1606.08415; the exact form that
        /// BERT calls "gelu").
        case gelu = 1
        /// The same with an absolute error below 2e-4, for numbers that are rounded to fewer bits anyway.
        case roughGELU = 2
    }

    /// Sets some rows and panels of columns to the product of an operand with weights, plus the biases, through the
    /// activation.
    ///
    /// A number is added up in the order of the inputs, whatever the rows and panels of the call.
    ///
    /// - Parameters:
    ///   - rows: The rows of the operand.
    ///   - panels: The panels of the weights.
    ///   - firstRow: The row of this matrix where the first of `rows` goes.
    ///   - firstPanel: The panel of this matrix's columns where the first of `panels` goes.
    /// - Precondition: The operand has the weights' format and inputs; there is room for the result.
    /// - Complexity: O(`rows.count` · `panels.count` · inputs).
    package func setProduct(
        _ operand: TokenOperand,
        rows: Range<Int>,
        _ weights: borrowing PackedWeights,
        panels: Range<Int>,
        activation: Activation = .none,
        atRow firstRow: Int,
        atPanel firstPanel: Int,
        level: SIMDLevel = .detected
    ) {
        operand.check(rows)
        check(firstRow..<firstRow + rows.count)
        let (format, inputCount, panelCount) = (weights.format, weights.inputCount, weights.panelCount)
        precondition(
            operand.format == format && operand.columnCount == inputCount && format.isSupported(at: level),
            "\(operand.columnCount) columns of \(operand.format) times \(inputCount) inputs of \(format) at \(level)"
        )
        precondition(
            panels.lowerBound >= 0 && panels.upperBound <= panelCount && firstPanel >= 0
                && (firstPanel + panels.count) * PackedWeights.panelOutputCount
                    <= PackedWeights.paddedCount(columnCount),
            "panels \(panels) of \(panelCount) to \(firstPanel) of \(columnCount) columns"
        )
        var (left, right) = unsafe (operand.operand(from: rows.lowerBound), weights.panels)
        unsafe roost_multiply_panels(
            level.rawValue,
            format.rawValue,
            &left,
            rows.count,
            &right,
            panels.lowerBound,
            panels.count,
            activation.rawValue,
            pointer(toRow: firstRow) + firstPanel * PackedWeights.panelOutputCount,
            stride
        )
    }
}
