extension WordPieceConfiguration {
    /// Reads `vocab.txt` with the options of `tokenizer_config.json`.
    ///
    /// Fields read, with the defaults of the reference's `BertTokenizer`: `do_lower_case` (true),
    /// `tokenize_chinese_chars` (true), `strip_accents` (null, as `do_lower_case`), `unk_token` ("[UNK]"), `sep_token`
    /// ("[SEP]"), `pad_token` ("[PAD]"), `cls_token` ("[CLS]"), `mask_token` ("[MASK]"). A token is a string or an object
    /// with the member `content`.
    init(vocabulary file: ModelFile, options: ModelFile) throws(TokenizerError) {
        let vocabulary = try Vocabulary(file)
        let options = try options.json()
        _ = try options.members()
        func id(_ name: String, _ standard: String) throws(TokenizerError) -> Int32 {
            guard let field = options[name] else { return try vocabulary.id(of: standard) }
            return try vocabulary.id(of: try (field["content"] ?? field).string())
        }
        let unknown = try id("unk_token", "[UNK]")
        let special = SpecialTokens(
            classification: try id("cls_token", "[CLS]"),
            separator: try id("sep_token", "[SEP]"),
            padding: try id("pad_token", "[PAD]")
        )
        let mask = try id("mask_token", "[MASK]")
        let added = Set([unknown, special.classification, special.separator, special.padding, mask])
        self.init(
            vocabulary: vocabulary.tokens,
            normalization: NormalizationOptions(
                separatesIdeographs: try options["tokenize_chinese_chars"]?.boolean() ?? true,
                stripsAccents: try options["strip_accents"]?.boolean(),
                lowercases: try options["do_lower_case"]?.boolean() ?? true
            ),
            continuationPrefix: Array("##".utf8),
            maximumWordLength: 100,
            unknownTokenID: unknown,
            specialTokens: special,
            addedTokens: added.sorted().map { (vocabulary.tokens[Int($0)], $0) },
            encodesPairs: true
        )
    }
}
