import Foundation
import TestSupport
import Tokenization

/// Tokenizers to chunk with.
enum Tokenizers {
    /// One whose tokens are single letters, digits and signs, so that short texts have many tokens and cutting a word
    /// changes how many.
    static func letters() throws -> WordPieceTokenizer {
        let folder = try TemporaryDirectory()
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
        let words = ["the", "and", "of", "##ing", "##ab"]
        let signs = ".,;:!?-()[]#*|>=\"'_/".map(String.init)
        let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        let vocabulary = special + letters + letters.map { "##\($0)" } + words + signs
        try Data(vocabulary.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "vocab.txt"))
        try Data("{}".utf8).write(to: folder.url.appending(path: "tokenizer_config.json"))
        return try WordPieceTokenizer(modelFolder: folder.url)
    }

    /// The default encoder's; nil when it is not installed.
    static func installed() throws -> WordPieceTokenizer? {
        try Fixtures.modelFolder.map { try WordPieceTokenizer(modelFolder: $0) }
    }
}
