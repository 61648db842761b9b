import Chunking
import DocumentExtraction
import DocumentStore
import Tokenization

extension ChunkingSetting {
    /// Cuts a text of a test set.
    ///
    /// - Parameter encoder: Reads the chunks.
    /// - Throws: ``EngineError/Code/invalidArgument`` when the encoder does not read chunks of this size.
    func prepare(
        _ corpus: ChunkingDataset.Corpus,
        _ preparer: DocumentPreparer,
        for encoder: TextEncoder
    ) throws -> PreparedDocument {
        let standard = Chunker.Configuration.fitting(encoder.maximumTokenCount)
        let headingCount = strategy == .structure ? standard.headingTokenCount : 0
        let limit = encoder.maximumTokenCount - headingCount - encoder.tokenizer.specialTokenCount
        guard target <= limit else {
            throw EngineError(
                .invalidArgument,
                "\(self): the encoder reads chunks of at most \(limit) tokens beside headings and special tokens"
            )
        }
        switch strategy {
        case .structure:
            let configuration = Chunker.Configuration(
                maximumTokenCount: encoder.maximumTokenCount,
                targetTokenCount: target,
                overlapTokenCount: overlap,
                headingTokenCount: headingCount
            )
            return try DocumentPreparer(
                extractor: preparer.extractor,
                chunker: Chunker(tokenizer: preparer.tokenizer, configuration: configuration),
                tokenizer: preparer.tokenizer,
                pool: preparer.pool
            ).prepare(
                corpus.text,
                format: .plainText,
                bytes: Array(corpus.text.text.utf8),
                name: corpus.name,
                metadata: [:]
            )
        case .window:
            return try preparer.prepare(corpus, windowsOf: target, overlap: overlap)
        }
    }
}

extension DocumentPreparer {
    /// Chunks of a fixed size: nodes that lie where the windows do.
    fileprivate func prepare(
        _ corpus: ChunkingDataset.Corpus,
        windowsOf count: Int,
        overlap: Int
    ) throws -> PreparedDocument {
        let text = corpus.text.text
        let windows = TokenWindows(
            of: text,
            tokens: tokenizer.tokens(in: text).map(\.utf8Range),
            count: count,
            overlap: overlap
        ).windows
        var prepared = try prepare(
            windows.map { DocumentNode(text: $0.text) },
            name: corpus.name,
            metadata: [:]
        )
        prepared.document.text = text
        for (position, window) in windows.enumerated() {
            prepared.chunks[position].utf8Range = window.utf8Range
            prepared.chunks[position].scalarRange = window.scalarRange
        }
        return prepared
    }
}
