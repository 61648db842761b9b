package import Foundation

/// BERT's WordPiece tokenizer, equal in ids to the reference (Hugging Face `tokenizers` 0.23: BertNormalizer,
/// BertPreTokenizer, WordPiece).
///
/// Offsets equal the reference's too, unless combining marks stand out of canonical order: the reference then gives some
/// characters the place of a mark that it removes.
///
/// Text is valid Unicode here. Bytes that are not are repaired by `repairedText(_:)`; what the repair puts in is removed
/// by normalisation, as in the reference.
package struct WordPieceTokenizer: Sendable {
    private let model: WordPieceModel
    private let specialTokens: WordPieceConfiguration.SpecialTokens

    /// Whether the folder's files give pairs of texts the form that `encodePair` gives them.
    package let encodesPairs: Bool

    /// One more than the highest id: an encoder needs as many rows of embeddings.
    package let vocabularyCount: Int

    /// Reads `tokenizer.json` if the folder has one, else `vocab.txt` and `tokenizer_config.json`.
    ///
    /// Truncation and padding in `tokenizer.json` are ignored: both are the caller's.
    package init(modelFolder: URL) throws(TokenizerError) {
        self.init(try WordPieceConfiguration(modelFolder: modelFolder))
    }

    init(_ configuration: WordPieceConfiguration) {
        model = WordPieceModel(configuration)
        specialTokens = configuration.specialTokens
        encodesPairs = configuration.encodesPairs
        vocabularyCount = max(configuration.vocabulary.count, Int(configuration.addedTokens.map(\.id).max() ?? -1) + 1)
    }

    /// The ids of a text between those of "[CLS]" and "[SEP]".
    ///
    /// - Parameter maximumTokenCount: Of the result, the two special tokens included; the rest of the text is dropped.
    /// - Precondition: `maximumTokenCount >= specialTokenCount`.
    /// - Complexity: O(bytes that give `maximumTokenCount` tokens).
    package func encode(_ text: String, maximumTokenCount: Int) -> [Int32] {
        precondition(
            maximumTokenCount >= specialTokenCount,
            "maximumTokenCount is \(maximumTokenCount), less than the \(specialTokenCount) special tokens"
        )
        let sink = TokenIDSink([specialTokens.classification], capacity: maximumTokenCount - 1)
        return pass(over: text, into: sink).ids + [specialTokens.separator]
    }

    /// The ids of a text's first tokens, without special tokens.
    func tokenIDs(of text: String, maximumCount: Int) -> [Int32] {
        pass(over: text, into: TokenIDSink([], capacity: maximumCount)).ids
    }

    /// The number of tokens of a text, without special tokens and not truncated.
    ///
    /// Counts of texts add up when they are joined by white space.
    ///
    /// - Complexity: O(bytes).
    package func tokenCount(_ text: some StringProtocol) -> Int {
        pass(over: text, into: TokenCountSink()).count
    }

    /// The tokens of a text with their places in it, without special tokens and not truncated.
    ///
    /// Both ends of the ranges ascend, not always strictly: see `Token.utf8Range`.
    ///
    /// - Complexity: O(bytes).
    package func tokens(in text: String) -> [Token] {
        pass(over: text, into: TokenListSink()).tokens
    }

    private func pass<Sink: TokenSink>(over text: some StringProtocol, into sink: Sink) -> Sink {
        let bytes = Array(text.utf8)
        var pass = TokenizationPass(model, into: sink)
        pass.run(over: bytes.span)
        return pass.sink
    }
}

extension WordPieceTokenizer {
    /// How many tokens `encode` adds to those of the text.
    package var specialTokenCount: Int { 2 }

    /// "[CLS]", in front of every text.
    package var classificationTokenID: Int32 { specialTokens.classification }

    /// "[SEP]", after every text.
    package var separatorTokenID: Int32 { specialTokens.separator }

    /// "[PAD]", which fills a batch's shorter rows.
    package var paddingTokenID: Int32 { specialTokens.padding }

    /// "[UNK]", for words that the vocabulary does not make up.
    package var unknownTokenID: Int32 { model.unknownTokenID }

    /// Text from bytes that should be UTF-8: each maximal ill-formed subsequence becomes one U+FFFD (The Unicode Standard,
    /// section 3.9, "U+FFFD Substitution of Maximal Subparts"), as Python's `bytes.decode("utf-8", "replace")` does.
    package static func repairedText(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
