import Foundation
import Tokenization

extension FuzzTarget {
    private static let folders = (json: ScratchFolder(), vocabulary: ScratchFolder())

    /// The reader of `tokenizer.json`.
    static let tokenizerJSON = FuzzTarget(
        name: "tokenizer-json",
        maximumByteCount: 8192,
        dictionary: [
            "\"model\"", "\"vocab\"", "\"added_tokens\"", "\"post_processor\"", "\"TemplateProcessing\"", "\"single\"",
            "\"pair\"",
            "\"SpecialToken\"", "\"normalizer\"", "\"id\"", "\"content\"", "[UNK]", "null", "true", "\\ud83e\\udd86",
            "1e9", "-0",
            "\"max_input_chars_per_word\"", "\"continuing_subword_prefix\"", "##", "4294967296",
        ],
        seeds: { [try fixtureBytes("models/bert/tokenizer.json"), Array(smallTokenizer.utf8)] },
        test: { input in
            folders.json.write(input, to: "tokenizer.json")
            guard let tokenizer = try? WordPieceTokenizer(modelFolder: folders.json.url) else { return }
            TokenizerCheck(tokenizer: tokenizer).check("the café believes, 中 [MASK] \(Array(input.prefix(64)).text)")
        }
    )

    /// The readers of `vocab.txt` and, behind a zero byte, `tokenizer_config.json`.
    static let vocabulary = FuzzTarget(
        name: "vocabulary",
        dictionary: [
            "[UNK]\n", "[CLS]\n", "[SEP]\n", "[PAD]\n", "##", "\r\n", "\"do_lower_case\"", "\"cls_token\"",
            "\"content\"", "false",
        ],
        seeds: {
            [
                Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n##s\ncafe\n\u{0}{\"do_lower_case\": true}".utf8),
                Array(
                    "a\r\n[UNK]\r\nq\r\n\u{0}{\"cls_token\": {\"content\": \"a\"}, \"sep_token\": \"q\", \"pad_token\": \"a\"}"
                        .utf8
                ),
            ]
        },
        test: { input in
            let parts = input.parts(2)
            folders.vocabulary.write(parts[0], to: "vocab.txt")
            folders.vocabulary.write(parts[1], to: "tokenizer_config.json")
            guard let tokenizer = try? WordPieceTokenizer(modelFolder: folders.vocabulary.url) else { return }
            TokenizerCheck(tokenizer: tokenizer).check("The cafés. 中 [MASK] \(Array(input.prefix(64)).text)")
        }
    )

    /// The tokenizer and the finder of sentences with any text; the first byte says how many tokens may be.
    static let wordPiece = FuzzTarget(
        name: "word-piece",
        maximumByteCount: 1024,
        dictionary: [
            "[MASK]", "[SEP]", "\u{301}", "\u{327}\u{301}", "\u{1112}\u{1161}\u{11AB}", "한", "中", "ﬁ", "İ", "ß",
            "\u{FFFD}", "\u{0}", "\u{AD}",
            "\u{200D}", "...", "e.g. ", "Dr. ", "?! ", "。", "\n\n", "1.", "\u{2028}", "\u{F900}",
        ],
        seeds: {
            [
                "\u{8}The café believes; Dr. Who [MASK]. 1. One\n2. Two",
                "\u{F}中文。한국어 e\u{301}\u{327} ﬁn?! \"Yes.\" he said",
            ].map { Array($0.utf8) }
        },
        test: { input in
            guard let tokenizer = TokenizerCheck.shared else { return }
            TokenizerCheck(tokenizer: tokenizer).check(
                Array(input.dropFirst()).text,
                limit: 2 + Int(input.first ?? 0) % 64
            )
            expect(
                WordPieceTokenizer.repairedText(input).utf8.count <= 3 * input.count,
                "repaired text is not much longer"
            )
        }
    )

    private static let smallTokenizer = """
        {"added_tokens": [{"id": 1, "content": "[UNK]", "normalized": false}, {"id": 7, "content": "[X]"}],
        "normalizer": {"type": "BertNormalizer", "strip_accents": null, "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 10,
        "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "the": 4, "##s": 5, "caf\\u00e9": 6}}}
        """
}

/// What holds for the tokens of any text.
struct TokenizerCheck {
    /// A tokenizer whose words are single letters and a few more.
    static let shared = try? WordPieceTokenizer(modelFolder: fixture("models/bert"))

    let tokenizer: WordPieceTokenizer

    func check(_ text: String, limit: Int = 16) {
        let tokens = tokenizer.tokens(in: text)
        expect(tokenizer.tokenCount(text) == tokens.count, "the count of tokens is that of the tokens")
        var last = 0
        for token in tokens {
            let range = token.utf8Range
            expect(range.lowerBound >= last || range.upperBound >= last, "tokens are in order")
            expect(range.upperBound <= text.utf8.count, "tokens lie in the text")
            last = range.upperBound
        }
        let all = tokenizer.encode(text, maximumTokenCount: tokens.count + tokenizer.specialTokenCount)
        expect(all.dropFirst().dropLast().elementsEqual(tokens.map(\.id)), "what is encoded are the tokens")
        let cut = tokenizer.encode(text, maximumTokenCount: limit)
        expect(cut.count == min(limit, all.count), "so many tokens are encoded as fit")
        expect(cut.dropLast().elementsEqual(all.prefix(cut.count - 1)), "what is cut off are the last tokens")
        if tokenizer.encodesPairs {
            expect(
                tokenizer.encodePair(text, "the \(text)", maximumTokenCount: limit + 1).count <= limit + 1,
                "pairs are cut"
            )
        }
        checkSentences(text)
    }

    private func checkSentences(_ text: String) {
        var last = 0
        let bytes = Array(text.utf8)
        for sentence in SentenceSegmenter().sentences(in: text) {
            expect(
                sentence.lowerBound >= last && !sentence.isEmpty && sentence.upperBound <= bytes.count,
                "sentences are in order"
            )
            for end in [sentence.lowerBound, sentence.upperBound] where end < bytes.count {
                expect(bytes[end] & 0xC0 != 0x80, "sentences cut no scalar")
            }
            last = sentence.upperBound
        }
    }
}
