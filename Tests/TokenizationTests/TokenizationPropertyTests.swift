import TestSupport
import Testing
import Tokenization

@Suite("Properties of tokenization on random text")
struct TokenizationPropertyTests {
    /// The real model's if it is installed.
    private static let shared = Result {
        try Fixtures.modelFolder.map { try WordPieceTokenizer(modelFolder: $0) } ?? TinyModel.tokenizer()
    }

    private let tokenizer: WordPieceTokenizer

    init() throws {
        tokenizer = try Self.shared.get()
    }

    @Test("Tokens, their count and the encoding agree", arguments: 0..<40)
    func agreement(seed: UInt64) {
        for text in RandomText.texts(seed: seed) {
            let tokens = tokenizer.tokens(in: text)
            let limit = tokens.count + tokenizer.specialTokenCount
            let content = tokenizer.encode(text, maximumTokenCount: limit).dropFirst().dropLast()
            #expect(content.elementsEqual(tokens.map(\.id)))
            #expect(tokenizer.tokenCount(text) == tokens.count)
            #expect(tokenizer.tokenCount(Substring(text)) == tokens.count)
        }
    }

    @Test("Ranges ascend and begin and end with whole scalars of the text", arguments: 0..<40)
    func ranges(seed: UInt64) {
        for text in RandomText.texts(seed: seed) {
            let bytes = Array(text.utf8)
            var last = 0..<0
            for token in tokenizer.tokens(in: text) {
                #expect(token.utf8Range.lowerBound >= last.lowerBound)
                #expect(last.upperBound...bytes.count ~= token.utf8Range.upperBound)
                #expect(String(validating: bytes[token.utf8Range], as: UTF8.self)?.isEmpty == false)
                last = token.utf8Range
            }
        }
    }

    @Test("Counts add up over texts joined by white space", arguments: 0..<40)
    func additivity(seed: UInt64) {
        let texts = RandomText.texts(seed: seed)
        for space in [" ", "\n", "\u{3000}"] {
            let sum = texts.reduce(0) { $0 + tokenizer.tokenCount($1) }
            #expect(tokenizer.tokenCount(texts.joined(separator: space)) == sum)
        }
    }
}

/// Texts of random scalars and words.
private enum RandomText {
    private static let pieces = [
        "un", "believable", "The", "é", "e\u{301}", "İ", "Σ", "한국어", "中文", "😀", "👩‍👩‍👧", "\u{200B}", "\u{0}", "...", "¿",
        "[MASK]", "[CLS",
        " ", "\t", "\u{A0}", "नमस्ते", "שָׁ", "\u{FFFD}", "x1", "\u{1DF9}\u{1DF6}\u{302F}\u{1D165}",
        String(repeating: "a", count: 99), "ﬁ", "豈", "½", "\u{E000}",
    ]

    static func texts(seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed)
        return (0..<10).map { _ in
            (0..<Int.random(in: 0...20, using: &generator)).map { _ in piece(&generator) }.joined()
        }
    }

    private static func piece(_ generator: inout SeededGenerator) -> String {
        guard Bool.random(using: &generator) else { return pieces.randomElement(using: &generator) ?? "" }
        return Unicode.Scalar(UInt32.random(in: 0..<0x3000, using: &generator)).map(String.init) ?? ""
    }
}
