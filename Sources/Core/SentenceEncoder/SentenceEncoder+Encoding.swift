internal import Tokenization
internal import VectorKernels

extension SentenceEncoder {
    /// The vectors of the texts, each of length 1, or of zeros for a text whose numbers are too large for Float32, as a model
    /// with huge weights may have.
    ///
    /// A text's vector does not depend on the texts beside it. An empty text, or one without anything
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
        encode(promptedTexts(texts, prompt: prompt))
    }

    /// The vectors of texts that are given by their tokens, special ones included.
    ///
    /// - Precondition: Every text has from 1 to as many tokens as the model has positions, all from its vocabulary.
    package func encode(tokenIDs: [[Int32]]) -> Embeddings {
        encode(PromptedTexts(sequences: tokenIDs.map { TokenSequence($0) }))
    }

    private func encode(_ texts: PromptedTexts) -> Embeddings {
        let pooling = textPooling
        let vectors = model.map(texts.sequences) { hidden, rows in
            pooling.vector(of: texts.pooledRows(of: rows), in: hidden)
        }
        return Embeddings(
            vectors: Array(vectors.joined()),
            dimension: dimension,
            tokenCount: texts.tokenCount
        )
    }

    /// Whether the numbers of an empty text are small enough for Float32.
    var givesFiniteNumbers: Bool {
        let pooling = textPooling
        let texts = promptedTexts([""], prompt: configuration.prompts[nil])
        let vectors = model.map(texts.sequences) { hidden, rows in
            pooling.unscaledVector(of: texts.pooledRows(of: rows), in: hidden)
        }
        return vectors.joined().allSatisfy(\.isFinite)
    }

    /// What makes a text's vector of the hidden states of its tokens.
    var textPooling: TextPooling { TextPooling(mode: configuration.pooling.mode, denseLayers: denseLayers) }

    /// The tokens of the texts with a prompt before each.
    func promptedTexts(_ texts: [String], prompt: String) -> PromptedTexts {
        let sequences = model.tokenize(count: texts.count) { TokenSequence(tokenIDs(of: prompt + texts[$0])) }
        guard !prompt.isEmpty else { return PromptedTexts(sequences: sequences) }
        let promptTokenCount = tokenIDs(of: prompt).count - tokenizer.specialTokenCount
        return PromptedTexts(
            sequences: sequences,
            promptTokenCount: promptTokenCount,
            // Neither "[CLS]" nor the prompt counts then.
            unpooledTokenCount: configuration.pooling.includesPrompt ? 0 : promptTokenCount + 1
        )
    }

    private func tokenIDs(of text: String) -> [Int32] {
        tokenizer.encode(
            configuration.lowercasesText ? text.lowercased() : text,
            maximumTokenCount: configuration.maximumTokenCount
        )
    }
}

/// Texts as the model reads them.
struct PromptedTexts: Sendable {
    var sequences: [TokenSequence]
    /// Tokens of the prompt, which stand behind "[CLS]".
    var promptTokenCount = 0
    /// The first tokens of every text that its vector is not made of.
    var unpooledTokenCount = 0

    var tokenCount: Int { sequences.reduce(0) { $0 + $1.count } }

    /// Of the rows of a sequence those that its vector is made of: the last one always is.
    func pooledRows(of rows: Range<Int>) -> Range<Int> {
        rows.lowerBound + min(unpooledTokenCount, rows.count - 1)..<rows.upperBound
    }

    /// Of the rows of a sequence those of the text: without special tokens and the prompt.
    func textRows(of rows: Range<Int>) -> Range<Int> {
        let end = max(rows.lowerBound, rows.upperBound - 1)
        return min(rows.lowerBound + 1 + promptTokenCount, end)..<end
    }
}
