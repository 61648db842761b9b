import Foundation

/// Everything that a model folder says about its tokenizer, checked.
struct WordPieceConfiguration: Sendable {
    /// The ids of the tokens that have a part to play.
    struct SpecialTokens: Sendable, Equatable {
        var classification: Int32
        var separator: Int32
        var padding: Int32
    }

    /// The UTF-8 of each token, by id.
    var vocabulary: [[UInt8]]
    var normalization: NormalizationOptions
    /// What tokens inside a word begin with, "##".
    var continuationPrefix: [UInt8]
    /// Longer words, in normalised scalars, become the unknown token.
    var maximumWordLength: Int
    var unknownTokenID: Int32
    var specialTokens: SpecialTokens
    /// Tokens that are recognised in the text before normalisation.
    var addedTokens: [(bytes: [UInt8], id: Int32)]
    /// Whether pairs of texts have BERT's form, "[CLS] first [SEP] second [SEP]", with the second as segment 1.
    var encodesPairs: Bool

    /// Reads `tokenizer.json`, or `vocab.txt` and `tokenizer_config.json`.
    init(modelFolder: URL) throws(TokenizerError) {
        if let file = try ModelFile(named: "tokenizer.json", in: modelFolder) {
            self = try WordPieceConfiguration(tokenizer: file)
        } else if let file = try ModelFile(named: "vocab.txt", in: modelFolder) {
            guard let options = try ModelFile(named: "tokenizer_config.json", in: modelFolder) else {
                throw TokenizerError(
                    .missingFile,
                    file: "tokenizer_config.json",
                    "expected beside vocab.txt, found nothing"
                )
            }
            self = try WordPieceConfiguration(vocabulary: file, options: options)
        } else {
            throw TokenizerError(
                .missingFile,
                file: modelFolder.lastPathComponent,
                "expected tokenizer.json or vocab.txt in the model folder, found neither"
            )
        }
    }

    init(
        vocabulary: [[UInt8]],
        normalization: NormalizationOptions,
        continuationPrefix: [UInt8],
        maximumWordLength: Int,
        unknownTokenID: Int32,
        specialTokens: SpecialTokens,
        addedTokens: [(bytes: [UInt8], id: Int32)],
        encodesPairs: Bool
    ) {
        self.vocabulary = vocabulary
        self.normalization = normalization
        self.continuationPrefix = continuationPrefix
        self.maximumWordLength = maximumWordLength
        self.unknownTokenID = unknownTokenID
        self.specialTokens = specialTokens
        self.addedTokens = addedTokens
        self.encodesPairs = encodesPairs
    }
}
