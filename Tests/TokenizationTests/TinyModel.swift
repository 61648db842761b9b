import Foundation
import TestSupport
import Tokenization

/// A model folder with a vocabulary of a few words, for tests that need no real one.
struct TinyModel {
    static let vocabulary = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##believ", "##able", "believ", "the", "a", "##a", "cafe",
        ",",
        ".", "中", "i", "##s", "σ", "##σ", "Cafe", "é", "##\u{1112}", "i\u{307}", "\u{F900}",
    ]

    private let directory: TemporaryDirectory

    init(files: [String: String]) throws {
        directory = try TemporaryDirectory()
        for (name, text) in files {
            try Data(text.utf8).write(to: directory.url.appending(path: name))
        }
    }

    /// Reads the tokenizer of the folder.
    func tokenizer() throws -> WordPieceTokenizer {
        try withExtendedLifetime(directory) { try WordPieceTokenizer(modelFolder: directory.url) }
    }

    /// `tokenizer.json` as the reference writes it, with some parts replaced by other JSON.
    static func tokenizerJSON(
        normalizer: String = "",
        vocabulary: String? = nil,
        replacing parts: [String: String] = [:]
    ) -> String {
        let entries = Self.vocabulary.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
        let json = """
            {"truncation": {"max_length": 4}, "padding": {"pad_token": "[PAD]"},
            "added_tokens": [{"id": 1, "content": "[UNK]"}, {"id": 2, "content": "[CLS]"}, {"id": 4, "content": "[MASK]"}],
            "normalizer": {"type": "BertNormalizer"\(normalizer)}, "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "max_input_chars_per_word": 100, "vocab": {
            \(vocabulary ?? entries)
            }}}
            """
        return parts.reduce(json) { $0.replacing($1.key, with: $1.value) }
    }

    /// The tokenizer of a folder with nothing but this `tokenizer.json`.
    static func tokenizer(_ json: String = tokenizerJSON()) throws -> WordPieceTokenizer {
        try TinyModel(files: ["tokenizer.json": json]).tokenizer()
    }
}

extension WordPieceTokenizer {
    /// The tokens of a text, by name.
    func words(in text: String) -> [String] {
        tokens(in: text).map { TinyModel.vocabulary[Int($0.id)] }
    }
}
