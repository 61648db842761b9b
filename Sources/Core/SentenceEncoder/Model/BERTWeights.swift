internal import VectorKernels

/// The weights of a BERT model, laid out for the forward pass.
///
/// The large table of word embeddings stays in the mapped file, where its rows are read one by one. The matrices of the
/// layers are copies, transposed to `inputs × outputs`, because products with matrices in that order are the fastest.
struct BERTWeights: Sendable {
    /// `vocabularyCount × hiddenSize`.
    let wordEmbeddings: Tensor
    /// `positionCount × hiddenSize`.
    let positionEmbeddings: Tensor
    /// The embedding of segment 0, to which all tokens of a single text belong: `hiddenSize` values.
    let segmentEmbedding: [Float]
    /// What the embedding of segment 1 has more than that of segment 0; nil if the model has one segment.
    let secondSegmentDifference: [Float]?
    let embeddingNorm: Matrix.LayerNorm
    let layers: [Layer]

    /// One layer: self-attention and a perceptron, each followed by a normalisation of the sum with its input.
    final class Layer: Sendable {
        /// The queries, keys and values of all heads: `hiddenSize × 3 · hiddenSize`.
        let projection: Dense
        /// `hiddenSize × hiddenSize`.
        let attentionOutput: Dense
        let attentionNorm: Matrix.LayerNorm
        /// `hiddenSize × intermediateSize`.
        let expansion: Dense
        /// `intermediateSize × hiddenSize`.
        let contraction: Dense
        let outputNorm: Matrix.LayerNorm

        init(
            projection: consuming Dense,
            attentionOutput: consuming Dense,
            attentionNorm: Matrix.LayerNorm,
            expansion: consuming Dense,
            contraction: consuming Dense,
            outputNorm: Matrix.LayerNorm
        ) {
            self.projection = projection
            self.attentionOutput = attentionOutput
            self.attentionNorm = attentionNorm
            self.expansion = expansion
            self.contraction = contraction
            self.outputNorm = outputNorm
        }
    }

    /// A linear map: rows · `weights` + `bias`.
    struct Dense: ~Copyable, Sendable {
        /// `inputs × outputs`.
        let weights: Matrix
        let bias: [Float]
    }
}
