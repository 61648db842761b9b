package import Foundation
internal import VectorKernels

/// The shape of a BERT model, as `config.json` gives it (Devlin et al. 2019, arXiv:1810.04805).
package struct BERTConfiguration: Sendable, Equatable {
    /// `hidden_size`: the length of a token's vector.
    package var hiddenSize: Int
    /// `num_hidden_layers`.
    package var layerCount: Int
    /// `num_attention_heads`, which divides `hiddenSize`.
    package var headCount: Int
    /// `intermediate_size`: the width of the perceptron in each layer.
    package var intermediateSize: Int
    /// `vocab_size`: the number of token ids.
    package var vocabularyCount: Int
    /// `max_position_embeddings`: the longest sequence the model has positions for.
    package var positionCount: Int
    /// `type_vocab_size`: the number of segment ids.
    package var segmentCount: Int
    /// `layer_norm_eps`: what is added to the variance in layer normalisation.
    package var normEpsilon: Float

    /// The shape of an attention head.
    var head: AttentionHead { AttentionHead(size: hiddenSize / headCount) }

    /// Reads and checks the file.
    ///
    /// Of the fields that change what the model computes, `model_type` has to be `bert`, `hidden_act` `gelu`,
    /// `position_embedding_type` `absolute` or absent, and `is_decoder` false or absent.
    package init(configurationFile url: URL) throws(EncoderError) {
        let content = try JSONFile.read(Content.self, at: url)
        func requireSupported(_ isSupported: Bool, _ message: String) throws(EncoderError) {
            if !isSupported { throw EncoderError(.unsupportedModel, file: url.lastPathComponent, message) }
        }
        try requireSupported(content.modelType == "bert", "expected model_type bert, found \(content.modelType)")
        try requireSupported(content.activation == "gelu", "expected hidden_act gelu, found \(content.activation)")
        let positions = content.positionEmbeddingType ?? "absolute"
        try requireSupported(positions == "absolute", "expected position_embedding_type absolute, found \(positions)")
        try requireSupported(content.isDecoder != true, "expected an encoder, found is_decoder true")
        self = try content.configuration(file: url.lastPathComponent)
    }

    private init(_ content: Content) {
        hiddenSize = content.hiddenSize
        layerCount = content.layerCount
        headCount = content.headCount
        intermediateSize = content.intermediateSize
        vocabularyCount = content.vocabularyCount
        positionCount = content.positionCount
        segmentCount = content.segmentCount ?? 2
        normEpsilon = content.normEpsilon ?? 1e-12
    }

    /// The file's fields, unchecked. The optional ones have defaults in the reference implementation.
    private struct Content: Decodable {
        var modelType: String
        var activation: String
        var positionEmbeddingType: String?
        var isDecoder: Bool?
        var hiddenSize: Int
        var layerCount: Int
        var headCount: Int
        var intermediateSize: Int
        var vocabularyCount: Int
        var positionCount: Int
        var segmentCount: Int?
        var normEpsilon: Float?

        enum CodingKeys: String, CodingKey {
            case modelType = "model_type"
            case activation = "hidden_act"
            case positionEmbeddingType = "position_embedding_type"
            case isDecoder = "is_decoder"
            case hiddenSize = "hidden_size"
            case layerCount = "num_hidden_layers"
            case headCount = "num_attention_heads"
            case intermediateSize = "intermediate_size"
            case vocabularyCount = "vocab_size"
            case positionCount = "max_position_embeddings"
            case segmentCount = "type_vocab_size"
            case normEpsilon = "layer_norm_eps"
        }

        /// Checks the sizes. Their limits are above those of any model, and low enough for the memory of a text of as
        /// many tokens as there are positions.
        func configuration(file: String) throws(EncoderError) -> BERTConfiguration {
            let result = BERTConfiguration(self)
            let sizes: [(name: CodingKeys, value: Int, maximum: Int)] = [
                (.hiddenSize, result.hiddenSize, 16_384), (.layerCount, result.layerCount, 1_000),
                (.headCount, result.headCount, 16_384), (.intermediateSize, result.intermediateSize, 65_536),
                (.vocabularyCount, result.vocabularyCount, 10_000_000),
                (.positionCount, result.positionCount, 16_384), (.segmentCount, result.segmentCount, 1_000),
            ]
            for size in sizes where !(1...size.maximum).contains(size.value) {
                throw EncoderError(
                    .malformedFile,
                    file: file,
                    "expected \(size.name.rawValue) from 1 to \(size.maximum), found \(size.value)"
                )
            }
            guard result.hiddenSize.isMultiple(of: result.headCount) else {
                throw EncoderError(
                    .malformedFile,
                    file: file,
                    "expected num_attention_heads to divide hidden_size \(hiddenSize), found \(headCount)"
                )
            }
            guard result.normEpsilon >= 0, result.normEpsilon < 1 else {
                throw EncoderError(
                    .malformedFile,
                    file: file,
                    "expected layer_norm_eps from 0 to 1, found \(result.normEpsilon)"
                )
            }
            return result
        }
    }
}
