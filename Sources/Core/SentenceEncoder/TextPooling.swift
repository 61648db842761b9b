internal import VectorKernels

/// Makes the vector of a text of the hidden states of its tokens.
struct TextPooling: Sendable {
    var mode: PoolingConfiguration.Mode
    /// What follows pooling.
    var denseLayers: [DenseLayer]

    /// The vector, of length 1, of a text whose tokens have the hidden states in `rows`, which is not empty; zeros where the
    /// model's numbers are too large for Float32.
    func vector(of rows: Range<Int>, in hidden: TokenMatrix) -> [Float] {
        var values = unscaledVector(of: rows, in: hidden)
        var span = values.mutableSpan
        VectorMath.normalize(&span)
        return values
    }

    /// The vector of such a text as the model's last step gives it.
    func unscaledVector(of rows: Range<Int>, in hidden: TokenMatrix) -> [Float] {
        denseLayers.reduce(mode.vector(of: rows, in: hidden)) { $1($0) }
    }
}

extension PoolingConfiguration.Mode {
    /// The vector of a text whose tokens have the hidden states in `rows`, which is not empty.
    fileprivate func vector(of rows: Range<Int>, in hidden: TokenMatrix) -> [Float] {
        switch self {
        case .firstToken:
            return hidden.mean(ofRows: rows.lowerBound..<rows.lowerBound + 1)
        case .mean:
            return hidden.mean(ofRows: rows)
        case .meanOfSquareRoot:
            let factor = Float(rows.count).squareRoot()
            return hidden.mean(ofRows: rows).map { $0 * factor }
        case .maximum:
            var result = [Float](repeating: -.infinity, count: hidden.columnCount)
            for row in rows {
                hidden.withRow(row) { values in
                    for column in values.indices { result[column] = max(result[column], values[column]) }
                }
            }
            return result
        }
    }
}
