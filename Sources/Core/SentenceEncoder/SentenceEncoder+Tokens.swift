internal import VectorKernels

extension SentenceEncoder {
    /// Values of a token's vector: the model's hidden states have as many.
    package var tokenDimension: Int { configuration.transformer.hiddenSize }

    /// The vectors of passages, as `encode(_:as:)` gives them, and the codes of their tokens, from the same pass.
    ///
    /// - Parameter role: As for `encode(_:as:)`.
    /// - Complexity: As `encode(_:as:)`; the codes cost less than a thousandth of it.
    package func encodePassages(_ texts: [String], as role: TextRole? = nil) -> PassageEmbeddings {
        let pooling = textPooling
        let texts = promptedTexts(texts, prompt: configuration.prompts[role])
        let passages = model.map(texts.sequences) { hidden, rows in
            (
                vector: pooling.vector(of: texts.pooledRows(of: rows), in: hidden),
                codes: hidden.tokenCodes(ofRows: texts.textRows(of: rows))
            )
        }
        let embeddings = Embeddings(
            vectors: Array(passages.lazy.map { $0.vector }.joined()),
            dimension: dimension,
            tokenCount: texts.tokenCount
        )
        return PassageEmbeddings(embeddings: embeddings, tokenCodes: passages.map { $0.codes })
    }

    /// The vectors of queries, as `encode(_:as:)` gives them, and those of their tokens, from the same pass.
    ///
    /// - Parameter role: As for `encode(_:as:)`.
    package func encodeQueries(_ texts: [String], as role: TextRole? = nil) -> [QueryEmbedding] {
        let pooling = textPooling
        let texts = promptedTexts(texts, prompt: configuration.prompts[role])
        return model.map(texts.sequences) { hidden, rows in
            QueryEmbedding(
                vector: pooling.vector(of: texts.pooledRows(of: rows), in: hidden),
                tokens: hidden.tokenVectors(ofRows: texts.textRows(of: rows))
            )
        }
    }
}
