internal import VectorKernels

/// The weights of a BERT model, laid out for the forward pass.
///
/// The large tables of embeddings stay in the mapped file, where their rows are read one by one. The weights of the layers
/// are copies, packed in the format that they are multiplied in.
struct BERTWeights: Sendable {
    /// `vocabularyCount × hiddenSize`.
    let wordEmbeddings: Tensor
    /// `positionCount × hiddenSize`.
    let positionEmbeddings: Tensor
    /// `hiddenSize` values for each segment.
    let segmentEmbeddings: [[Float]]
    let embeddingNorm: LayerNorm
    let layers: [Layer]

    /// One layer: self-attention and a perceptron, each followed by a normalisation of the sum with its input.
    final class Layer: Sendable {
        /// Head after head the maps to its queries, keys and values, each in panels of its own.
        let projection: PackedWeights
        /// `hiddenSize` inputs and outputs.
        let attentionOutput: PackedWeights
        let attentionNorm: LayerNorm
        /// `hiddenSize` inputs, `intermediateSize` outputs.
        let expansion: PackedWeights
        /// `intermediateSize` inputs, `hiddenSize` outputs.
        let contraction: PackedWeights
        let outputNorm: LayerNorm

        init(
            projection: consuming PackedWeights,
            attentionOutput: consuming PackedWeights,
            attentionNorm: LayerNorm,
            expansion: consuming PackedWeights,
            contraction: consuming PackedWeights,
            outputNorm: LayerNorm
        ) {
            self.projection = projection
            self.attentionOutput = attentionOutput
            self.attentionNorm = attentionNorm
            self.expansion = expansion
            self.contraction = contraction
            self.outputNorm = outputNorm
        }
    }
}
