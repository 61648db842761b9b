internal import CSIMDKernels

/// Float32 vectors in the panels of matrix products, for inner products of many rows with all of them.
package final class PackedVectors: Sendable {
    package let dimension: Int
    /// Products of one row: one for each vector, and zeros up to whole panels.
    package let paddedCount: Int
    private let panels: PackedWeights

    /// - Parameter vectors: Row-major, `dimension` values each.
    package init(_ vectors: Span<Float>, dimension: Int) {
        precondition(
            dimension > 0 && vectors.count.isMultiple(of: dimension),
            "\(vectors.count) values of vectors of \(dimension)"
        )
        let count = vectors.count / dimension
        let panelCount = PackedWeights.panelCount(forOutputs: count)
        let biases = [Float](repeating: 0, count: PackedWeights.panelOutputCount)
        var panels = PackedWeights(format: .float32, inputCount: dimension, panelCount: panelCount)
        for panel in 0..<panelCount {
            let first = panel * PackedWeights.panelOutputCount
            let end = min(first + PackedWeights.panelOutputCount, count)
            panels.setPanel(
                panel,
                weights: vectors.extracting(first * dimension..<end * dimension),
                biases: biases.span.extracting(first: end - first)
            )
        }
        self.dimension = dimension
        paddedCount = panelCount * PackedWeights.panelOutputCount
        self.panels = panels
    }

    /// Writes the inner products of rows with the vectors to `products`.
    ///
    /// - Parameters:
    ///   - rows: Row-major, `dimension` values each.
    ///   - products: `paddedCount` for each row, overwritten.
    /// - Complexity: O(rows · `paddedCount` · `dimension`), on the calling thread.
    /// - Note: A product is added up in the order of its terms, whatever the rows and vectors beside it.
    package func multiply(
        rows: Span<Float>,
        into products: inout MutableSpan<Float>,
        level: SIMDLevel = .detected
    ) {
        let rowCount = rows.count / dimension
        precondition(
            rows.count == rowCount * dimension && products.count == rowCount * paddedCount,
            "\(rows.count) values of rows of \(dimension), \(products.count) products with \(paddedCount) vectors"
        )
        unsafe rows.withUnsafeBytes { rows in
            unsafe products.withUnsafeMutableBufferPointer { products in
                // Without rows or vectors there is nothing to write.
                guard let values = rows.baseAddress, let target = products.baseAddress else { return }
                var left = unsafe roost_operand(
                    values: values.assumingMemoryBound(to: UInt8.self),
                    stride: dimension * MemoryLayout<Float>.size,
                    scales: nil,
                    offsets: nil
                )
                var right = unsafe panels.panels
                unsafe roost_multiply_panels(
                    level.rawValue,
                    NumberFormat.float32.rawValue,
                    &left,
                    rowCount,
                    &right,
                    0,
                    panels.panelCount,
                    TokenMatrix.Activation.none.rawValue,
                    target,
                    paddedCount
                )
            }
        }
    }
}
