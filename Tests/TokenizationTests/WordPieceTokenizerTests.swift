import TestSupport
import Testing
import Tokenization

@Suite struct WordPieceTokenizerTests {
    private let tokenizer: WordPieceTokenizer

    init() throws {
        tokenizer = try TinyModel.tokenizer()
    }

    @Test("Words are cut into the longest tokens from the left")
    func longestMatch() {
        #expect(tokenizer.words(in: "Unbelievable, the believ") == ["un", "##believ", "##able", ",", "the", "believ"])
    }

    @Test("A word whose rest is not in the vocabulary is one unknown token")
    func unknownWord() {
        #expect(tokenizer.tokens(in: "unx") == [Token(id: 1, utf8Range: 0..<3)])
    }

    @Test("Words of 100 characters are cut, of 101 are unknown", arguments: ["a", "á", "a\u{301}"])
    func wordLength(letter: String) {
        #expect(tokenizer.tokenCount(String(repeating: letter, count: 100)) == 100)
        #expect(tokenizer.words(in: String(repeating: letter, count: 101) + " a") == ["[UNK]", "a"])
    }

    @Test("Special tokens in the text are recognised as they are written")
    func addedTokens() {
        #expect(tokenizer.words(in: "a[MASK]a [mask]") == ["a", "[MASK]", "a", "[UNK]", "[UNK]", "[UNK]"])
    }

    @Test("Tokens know their bytes in the original text")
    func ranges() {
        let tokens = tokenizer.tokens(in: "\u{200B}CAF\u{C9}\u{301}.\u{3000}中a")
        #expect(tokens.map(\.utf8Range) == [3..<8, 10..<11, 14..<17, 17..<18])
    }

    @Test("Encoding puts special tokens around the text and cuts it to the limit")
    func encoding() {
        #expect(tokenizer.encode("the a a", maximumTokenCount: 256) == [2, 9, 10, 10, 3])
        #expect(tokenizer.encode("the a a", maximumTokenCount: 3) == [2, 9, 3])
        #expect(tokenizer.encode("the a a", maximumTokenCount: 2) == [2, 3])
        #expect(tokenizer.encode("", maximumTokenCount: 256) == [2, 3])
    }

    @Test("A limit below the special tokens is the caller's bug")
    func limitTooSmall() async {
        await #expect(processExitsWith: .failure) {
            _ = try TinyModel.tokenizer().encode("a", maximumTokenCount: 1)
        }
    }

    @Test("Lower-casing works scalar by scalar: no final sigma")
    func sigma() {
        #expect(tokenizer.words(in: "ΣΣ") == ["σ", "##σ"])
    }

    @Test("Without stripping accents the capital dotted I becomes two scalars")
    func dottedI() throws {
        let tokenizer = try TinyModel.tokenizer(TinyModel.tokenizerJSON(normalizer: #", "strip_accents": false"#))
        #expect(tokenizer.words(in: "İ é") == ["i\u{307}", "é"])
    }

    @Test("A cased model keeps case and accents")
    func cased() throws {
        let tokenizer = try TinyModel.tokenizer(TinyModel.tokenizerJSON(normalizer: #", "lowercase": false"#))
        #expect(tokenizer.words(in: "Cafe cafe é") == ["Cafe", "cafe", "é"])
    }

    @Test("Chinese characters stay together where the model says so")
    func chinese() throws {
        let json = TinyModel.tokenizerJSON(normalizer: #", "handle_chinese_chars": false"#)
        #expect(try TinyModel.tokenizer(json).words(in: "中a 中") == ["中", "##a", "中"])
        #expect(tokenizer.words(in: "中a 中") == ["中", "a", "中"])
    }

    @Test("Tokens that Unicode holds for equivalent stay different")
    func canonicalEquivalents() throws {
        let json = TinyModel.tokenizerJSON(normalizer: #", "strip_accents": false"#)
        #expect(try TinyModel.tokenizer(json).words(in: "\u{F900} \u{8C48}") == ["\u{F900}", "[UNK]"])
    }
}
