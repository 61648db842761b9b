package import Foundation

/// What a model folder in the form of sentence-transformers says about a sentence encoder.
///
/// `modules.json` lists the steps: Transformer, Pooling, perhaps Dense and perhaps Normalize. Without the file the steps
/// are a Transformer in the folder itself and mean pooling, as in the reference implementation.
package struct ModelConfiguration: Sendable {
    /// The folder of the transformer's files and of the tokenizer's.
    package var transformerFolder: URL
    package var transformer: BERTConfiguration
    package var pooling: PoolingConfiguration
    /// The folders of the linear maps after pooling, in their order.
    package var denseFolders: [URL]
    package var prompts: Prompts
    /// The longest sequence to encode, special tokens included: `max_seq_length` of `sentence_bert_config.json`, or
    /// else `model_max_length` of `tokenizer_config.json`, or else all positions of the model.
    package var maximumTokenCount: Int
    /// `do_lower_case` of `sentence_bert_config.json`: the text is lower-cased before it reaches the tokenizer.
    package var lowercasesText: Bool

    package init(modelFolder: URL) throws(EncoderError) {
        let steps = try ModelSteps(ofEncoder: modelFolder)
        transformerFolder = modelFolder.appending(path: steps.transformerPath)
        let file = transformerFolder.appending(path: "config.json")
        transformer = try BERTConfiguration(configurationFile: file)
        try ModelArchitectures(configurationFile: file).requireEncoder()
        pooling =
            if let path = steps.poolingPath {
                try PoolingConfiguration(
                    file: modelFolder.appending(path: path).appending(path: "config.json"),
                    dimension: transformer.hiddenSize
                )
            } else {
                PoolingConfiguration()
            }
        denseFolders = steps.densePaths.map { modelFolder.appending(path: $0) }
        prompts = try Prompts(modelFolder: modelFolder)
        let sequence = try SequenceConfiguration(
            transformerFolder: transformerFolder,
            task: .features,
            positionCount: transformer.positionCount,
            minimumTokenCount: 3
        )
        maximumTokenCount = sequence.maximumTokenCount
        lowercasesText = sequence.lowercasesText
    }
}
