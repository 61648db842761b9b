internal import VectorKernels

extension BERTWeights {
    /// The matrices of a forward pass, a row for each token. One serves batch after batch on one thread.
    struct Workspace: ~Copyable {
        /// The input of a layer, and its output: `hiddenSize` columns.
        fileprivate(set) var hidden: Matrix
        fileprivate var context: Matrix
        fileprivate var attended: Matrix
        fileprivate var projections: Matrix
        fileprivate var intermediate: Matrix
        fileprivate var scratch: Matrix

        /// - Parameters:
        ///   - tokenCount: The tokens of the largest batch.
        ///   - sequenceTokenCount: The tokens of the longest text.
        init(_ configuration: BERTConfiguration, tokenCount: Int, sequenceTokenCount: Int) {
            let size = configuration.hiddenSize
            hidden = Matrix(rowCount: tokenCount, columnCount: size)
            context = Matrix(rowCount: tokenCount, columnCount: size)
            attended = Matrix(rowCount: tokenCount, columnCount: size)
            projections = Matrix(rowCount: tokenCount, columnCount: 3 * size)
            intermediate = Matrix(rowCount: tokenCount, columnCount: configuration.intermediateSize)
            let scratchCount = Matrix.attentionScratchCount(
                tokenCount: sequenceTokenCount,
                headSize: size / configuration.headCount
            )
            scratch = Matrix(rowCount: 1, columnCount: scratchCount)
        }
    }

    /// Computes the last layer's output for every token of the batch, in `workspace.hidden`.
    ///
    /// - Precondition: The workspace is large enough, and every id is in the vocabulary.
    func encode(_ batch: TokenBatch, headCount: Int, in workspace: inout Workspace) {
        embed(batch, in: &workspace)
        for layer in layers {
            layer.apply(to: batch.sequences, headCount: headCount, in: &workspace)
        }
    }

    /// Makes the sum of each token's word, position and segment embeddings, normalised.
    private func embed(_ batch: TokenBatch, in workspace: inout Workspace) {
        workspace.hidden.setRowCount(batch.tokenIDs.count)
        workspace.context.setRowCount(batch.tokenIDs.count)
        for (sequence, secondSegmentStart) in zip(batch.sequences, batch.secondSegmentStarts) {
            for row in sequence {
                let id = Int(batch.tokenIDs[row])
                workspace.hidden.withMutableRow(row) { wordEmbeddings.readRow(id, into: &$0) }
                workspace.context.withMutableRow(row) {
                    positionEmbeddings.readRow(row - sequence.lowerBound, into: &$0)
                }
            }
            guard let secondSegmentDifference else { continue }
            for row in secondSegmentStart..<sequence.upperBound {
                workspace.context.withMutableRow(row) { values in
                    for column in values.indices { values[column] += secondSegmentDifference[column] }
                }
            }
        }
        // The bias makes every token one of segment 0; the rest of segment 1's embedding is in the position's.
        workspace.hidden.addAndNormalize(bias: segmentEmbedding, residual: workspace.context, norm: embeddingNorm)
    }
}

extension BERTWeights.Layer {
    /// Replaces `workspace.hidden` by the layer's output for it.
    fileprivate func apply(to sequences: [Range<Int>], headCount: Int, in workspace: inout BERTWeights.Workspace) {
        workspace.projections.setProduct(workspace.hidden, projection.weights)
        workspace.context.setAttention(
            projections: workspace.projections,
            bias: projection.bias,
            sequences: sequences,
            headCount: headCount,
            scratch: &workspace.scratch
        )
        workspace.attended.setProduct(workspace.context, attentionOutput.weights)
        workspace.attended.addAndNormalize(
            bias: attentionOutput.bias,
            residual: workspace.hidden,
            norm: attentionNorm
        )
        workspace.intermediate.setProduct(workspace.attended, expansion.weights)
        workspace.intermediate.addBiasAndApplyGELU(expansion.bias)
        workspace.hidden.setProduct(workspace.intermediate, contraction.weights)
        workspace.hidden.addAndNormalize(bias: contraction.bias, residual: workspace.attended, norm: outputNorm)
    }
}
