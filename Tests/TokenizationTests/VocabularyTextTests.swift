import Foundation
import Testing
import Tokenization

@Suite("vocab.txt with tokenizer_config.json")
struct VocabularyTextTests {
    private static let lines = TinyModel.vocabulary.joined(separator: "\n") + "\n"

    private func tokenizer(_ vocabulary: String, _ options: String?) throws -> WordPieceTokenizer {
        var files = ["vocab.txt": vocabulary]
        files["tokenizer_config.json"] = options
        return try TinyModel(files: files).tokenizer()
    }

    @Test("The options are read", arguments: ["[MASK]\"", "[MASK]\", \"do_lower_case\": null"])
    func defaults(mask: String) throws {
        let tokenizer = try tokenizer(Self.lines, "{\"mask_token\": \"\(mask)}")
        #expect(tokenizer.words(in: "CAFÉ [MASK]") == ["cafe", "[MASK]"])
        #expect(tokenizer.encode("a", maximumTokenCount: 8) == [2, 10, 3])
    }

    @Test("Cased, and tokens given as objects")
    func cased() throws {
        let options = #"{"do_lower_case": false, "pad_token": {"content": "the", "special": true}}"#
        let tokenizer = try tokenizer(Self.lines.replacing("\n", with: "\r\n"), options)
        #expect(tokenizer.words(in: "Cafe é") == ["Cafe", "é"])
        #expect(tokenizer.paddingTokenID == 9)
    }

    @Test("Faults name the line")
    func faults() throws {
        let twice = try #require(throws: TokenizerError.self) { try tokenizer(Self.lines + "the\n", "{}") }
        #expect(twice.code == .invalidVocabulary && twice.line == TinyModel.vocabulary.count + 1)
        let empty = try #require(throws: TokenizerError.self) { try tokenizer("[PAD]\n\n[UNK]\n", "{}") }
        #expect(empty.code == .invalidVocabulary && empty.line == 2)
    }

    @Test("Missing parts are errors")
    func missing() throws {
        let special = try #require(throws: TokenizerError.self) { try tokenizer("[PAD]\n[UNK]\n[CLS]\n[SEP]\n", "{}") }
        #expect(special.code == .missingToken && special.message.contains("[MASK]"))
        let options = try #require(throws: TokenizerError.self) { try tokenizer(Self.lines, nil) }
        #expect(options.code == .missingFile && options.file == "tokenizer_config.json")
        let kind = try #require(throws: TokenizerError.self) { try tokenizer(Self.lines, "[]") }
        #expect(kind.code == .malformedFile)
    }
}
