import Chunking
import DocumentExtraction

/// A loaded encoder, and what prepares documents for it: chunks are as long as the encoder reads.
struct EmbeddingModel: Sendable {
    let encoder: TextEncoder
    let preparer: DocumentPreparer

    init(encoder: TextEncoder, pool: ComputePool) {
        self.encoder = encoder
        preparer = DocumentPreparer(
            extractor: DocumentExtractor(),
            chunker: Chunker(
                tokenizer: encoder.tokenizer,
                configuration: .fitting(encoder.maximumTokenCount)
            ),
            tokenizer: encoder.tokenizer,
            pool: pool
        )
    }
}
