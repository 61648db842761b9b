internal import Tokenization
internal import VectorKernels

extension SentenceEncoder {
    /// The vectors of the texts, each of length 1.
    ///
    /// A text's vector does not depend on the texts beside it, but for rounding. An empty text, or one without anything
    /// but white space, has the vector of `[CLS][SEP]`; of a text that is too long, the first `maximumTokenCount`
    /// tokens count, the last of them `[SEP]`.
    ///
    /// - Parameter role: Chooses the prompt of the model's configuration that is put before every text.
    /// - Complexity: O(tokens); attention adds a part that is quadratic in the length of each text.
    package func encode(_ texts: [String], as role: TextRole? = nil) -> Embeddings {
        encode(texts, prompt: configuration.prompts[role])
    }

    /// The vectors of the texts with `prompt` before each, in place of the prompts of the model's configuration.
    package func encode(_ texts: [String], prompt: String) -> Embeddings {
        let sequences = model.tokenize(count: texts.count) { TokenSequence(tokenIDs(of: prompt + texts[$0])) }
        guard !configuration.pooling.includesPrompt, !prompt.isEmpty else { return encode(sequences) }
        // Neither "[CLS]" nor the prompt counts then; the last token always does.
        return encode(sequences, unpooledTokenCount: tokenIDs(of: prompt).count - 1)
    }

    /// The vectors of texts that are given by their tokens, special ones included.
    ///
    /// - Precondition: Every text has from 1 to as many tokens as the model has positions, all from its vocabulary.
    package func encode(tokenIDs: [[Int32]]) -> Embeddings {
        encode(tokenIDs.map { TokenSequence($0) })
    }

    private func tokenIDs(of text: String) -> [Int32] {
        tokenizer.encode(
            configuration.lowercasesText ? text.lowercased() : text,
            maximumTokenCount: configuration.maximumTokenCount
        )
    }

    private func encode(_ sequences: [TokenSequence], unpooledTokenCount: Int = 0) -> Embeddings {
        let (mode, denseLayers) = (configuration.pooling.mode, denseLayers)
        let vectors = model.map(sequences, outputCount: dimension) { hidden, rows, vector in
            let start = rows.lowerBound + min(unpooledTokenCount, rows.count - 1)
            var values = mode.vector(of: start..<rows.upperBound, in: hidden)
            for layer in denseLayers { values = layer(values) }
            for index in vector.indices { vector[index] = values[index] }
            VectorMath.normalize(&vector)
        }
        return Embeddings(
            vectors: vectors,
            dimension: dimension,
            tokenCount: sequences.reduce(0) { $0 + $1.count }
        )
    }
}

extension PoolingConfiguration.Mode {
    /// The vector of a text whose tokens have the hidden states in `rows`, which is not empty.
    fileprivate func vector(of rows: Range<Int>, in hidden: TokenMatrix) -> [Float] {
        switch self {
        case .firstToken:
            return hidden.mean(ofRows: rows.lowerBound..<rows.lowerBound + 1)
        case .mean:
            return hidden.mean(ofRows: rows)
        case .meanOfSquareRoot:
            let factor = Float(rows.count).squareRoot()
            return hidden.mean(ofRows: rows).map { $0 * factor }
        case .maximum:
            var result = [Float](repeating: -.infinity, count: hidden.columnCount)
            for row in rows {
                hidden.withRow(row) { values in
                    for column in values.indices { result[column] = max(result[column], values[column]) }
                }
            }
            return result
        }
    }
}
