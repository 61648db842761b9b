internal import Tokenization
internal import VectorKernels

extension SentenceEncoder {
    /// The vectors of the texts, each of length 1.
    ///
    /// A text's vector does not depend on the texts beside it, but for rounding. An empty text, or one without anything
    /// but white space, has the vector of `[CLS][SEP]`; of a text that is too long, the first `maximumTokenCount`
    /// tokens count, the last of them `[SEP]`.
    ///
    /// - Complexity: O(tokens); attention adds a part that is quadratic in the length of each text.
    package func encode(_ texts: [String]) -> Embeddings {
        let sequences = model.tokenize(count: texts.count) { [configuration, tokenizer] place in
            let text = configuration.lowercasesText ? texts[place].lowercased() : texts[place]
            return TokenSequence(tokenizer.encode(text, maximumTokenCount: configuration.maximumTokenCount))
        }
        return encode(sequences)
    }

    /// The vectors of texts that are given by their tokens, special ones included.
    ///
    /// - Precondition: Every text has from 1 to as many tokens as the model has positions, all from its vocabulary.
    package func encode(tokenIDs: [[Int32]]) -> Embeddings {
        encode(tokenIDs.map { TokenSequence($0) })
    }

    private func encode(_ sequences: [TokenSequence]) -> Embeddings {
        let pooling = configuration.pooling
        let vectors = model.map(sequences, outputCount: dimension) { hidden, rows, vector in
            let pooled = hidden.mean(ofRows: pooling == .mean ? rows : rows.lowerBound..<rows.lowerBound + 1)
            for index in vector.indices { vector[index] = pooled[index] }
            VectorMath.normalize(&vector)
        }
        return Embeddings(
            vectors: vectors,
            dimension: dimension,
            tokenCount: sequences.reduce(0) { $0 + $1.count }
        )
    }
}
