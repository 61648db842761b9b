extension WordPieceConfiguration {
    /// Reads `tokenizer.json`.
    ///
    /// Fields read: `model.{type, vocab, unk_token, continuing_subword_prefix, max_input_chars_per_word}`,
    /// `normalizer.{type, clean_text, handle_chinese_chars, strip_accents, lowercase}`, `pre_tokenizer.type`,
    /// `post_processor`, `added_tokens`, and of `padding` only `pad_token`.
    init(tokenizer file: ModelFile) throws(TokenizerError) {
        let root = try file.json()
        let model = try root.required("model")
        try model.requireType("WordPiece")
        try root.required("pre_tokenizer").requireType("BertPreTokenizer")
        let vocabulary = try Vocabulary(try model.required("vocab"))
        let added = try Self.addedTokens(root["added_tokens"], vocabulary: vocabulary)
        func id(of name: String) throws(TokenizerError) -> Int32 {
            let bytes = Array(name.utf8)
            if let id = added.first(where: { $0.bytes == bytes })?.id { return id }
            return try vocabulary.id(of: name)
        }
        let processor = try root.required("post_processor")
        let frame = try Self.frame(processor)
        let maximumWordLength = try model["max_input_chars_per_word"]?.count() ?? 100
        guard maximumWordLength > 0 else {
            throw TokenizerError(.unsupported, file: file.name, "expected words of 1 character or more, found 0")
        }
        self.init(
            vocabulary: vocabulary.tokens,
            normalization: try NormalizationOptions(try root.required("normalizer")),
            continuationPrefix: Array(try model["continuing_subword_prefix"]?.string().utf8 ?? "##".utf8),
            maximumWordLength: Int(maximumWordLength),
            unknownTokenID: try vocabulary.id(of: try model["unk_token"]?.string() ?? "[UNK]"),
            specialTokens: SpecialTokens(
                classification: try id(of: frame.first),
                separator: try id(of: frame.last),
                padding: try id(of: try root["padding"]?["pad_token"]?.string() ?? "[PAD]")
            ),
            addedTokens: added,
            encodesPairs: Self.encodesPairs(processor, frame)
        )
    }

    private static func addedTokens(
        _ field: JSONField?,
        vocabulary: Vocabulary
    ) throws(TokenizerError) -> [(bytes: [UInt8], id: Int32)] {
        var added: [(bytes: [UInt8], id: Int32)] = []
        for token in try field?.elements() ?? [] {
            let content = Array(try token.required("content").string().utf8)
            let id = try token.required("id").count()
            try checkPlain(token)
            guard !content.isEmpty, !added.contains(where: { $0.bytes == content || $0.id == id }) else {
                throw token.failure("a token and an id that are not there yet")
            }
            guard (vocabulary.ids[content] ?? id) == id, vocabulary.ids[content] != nil || id >= vocabulary.count else {
                throw token.failure("the id that the vocabulary gives the token")
            }
            added.append((content, id))
        }
        return added
    }

    /// `lstrip` and `rstrip` only take up white space, which gives no tokens; the other two would change ids.
    private static func checkPlain(_ token: JSONField) throws(TokenizerError) {
        for name in ["normalized", "single_word"] {
            guard let flag = token[name], try flag.boolean() else { continue }
            throw TokenizerError(.unsupported, file: token.file, "expected false as \(flag.path), found true")
        }
    }

    /// The tokens that stand around a single text: "[CLS]" and "[SEP]".
    private static func frame(_ processor: JSONField) throws(TokenizerError) -> (first: String, last: String) {
        try processor.requireType("TemplateProcessing", "BertProcessing")
        guard try processor.required("type").string() == "TemplateProcessing" else {
            return (try firstString(of: processor.required("cls")), try firstString(of: processor.required("sep")))
        }
        let template = try processor.required("single")
        let parts = try template.elements()
        guard parts.count == 3, let first = parts[0]["SpecialToken"], let last = parts[2]["SpecialToken"],
            parts[1]["Sequence"] != nil
        else {
            throw TokenizerError(
                .unsupported,
                file: template.file,
                "expected a special token, the text and a special token as \(template.path), found other parts"
            )
        }
        return (try first.required("id").string(), try last.required("id").string())
    }

    /// Whether the template of pairs is BERT's.
    private static func encodesPairs(_ processor: JSONField, _ frame: (first: String, last: String)) -> Bool {
        // BertProcessing has no templates: it makes pairs in this form.
        guard let template = processor["pair"] else { return processor["cls"] != nil }
        let expected = [
            ("SpecialToken", frame.first, "0"), ("Sequence", "A", "0"), ("SpecialToken", frame.last, "0"),
            ("Sequence", "B", "1"), ("SpecialToken", frame.last, "1"),
        ]
        guard case .array(let parts) = template.value, parts.count == expected.count else { return false }
        return zip(parts, expected).allSatisfy { part, expected in
            part[expected.0]?["id"] == .string(expected.1) && part[expected.0]?["type_id"] == .number(expected.2)
        }
    }

    private static func firstString(of pair: JSONField) throws(TokenizerError) -> String {
        guard let first = try pair.elements().first else { throw pair.failure("a token and its id") }
        return try first.string()
    }
}

extension NormalizationOptions {
    fileprivate init(_ normalizer: JSONField) throws(TokenizerError) {
        try normalizer.requireType("BertNormalizer")
        self.init(
            cleansText: try normalizer["clean_text"]?.boolean() ?? true,
            separatesIdeographs: try normalizer["handle_chinese_chars"]?.boolean() ?? true,
            stripsAccents: try normalizer["strip_accents"]?.boolean(),
            lowercases: try normalizer["lowercase"]?.boolean() ?? true
        )
    }
}
