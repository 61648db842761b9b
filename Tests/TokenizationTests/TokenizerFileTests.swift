import Foundation
import TestSupport
import Testing
import Tokenization

@Suite("Malformed tokenizer files")
struct TokenizerFileTests {
    struct Fault: CustomTestStringConvertible {
        var part: String
        var replacement: String
        var code: TokenizerError.Code
        var message: String

        var testDescription: String { message }
    }

    static let faults = [
        Fault(part: "}}}", replacement: "}}", code: .malformedFile, message: "expected '}', found the end of the file"),
        Fault(
            part: "}}}",
            replacement: "}}} x",
            code: .malformedFile,
            message: "expected the end of the file, found 'x'"
        ),
        Fault(
            part: "{\"truncation\"",
            replacement: "[\"truncation\"",
            code: .malformedFile,
            message: "expected ']', found ':'"
        ),
        Fault(
            part: "\"WordPiece\"",
            replacement: "\"BPE\"",
            code: .unsupported,
            message: "WordPiece as model.type, found BPE"
        ),
        Fault(part: "BertNormalizer", replacement: "NFC", code: .unsupported, message: "found NFC"),
        Fault(part: "BertPreTokenizer", replacement: "Split", code: .unsupported, message: "found Split"),
        Fault(part: "\"the\": 9", replacement: "\"the\": 10", code: .invalidVocabulary, message: "found the number 10"),
        Fault(part: "\"the\": 9", replacement: "\"the\": 99", code: .invalidVocabulary, message: "found the number 99"),
        Fault(
            part: "\"the\": 9",
            replacement: "\"the\": -9",
            code: .malformedFile,
            message: "model.vocab.the, found the number -9"
        ),
        Fault(
            part: "\"the\": 9",
            replacement: "\"a\": 9",
            code: .invalidVocabulary,
            message: "found \"a\" with the ids 9 and 10"
        ),
        Fault(part: "\"the\": 9", replacement: "\"\": 9", code: .invalidVocabulary, message: "found an empty one"),
        Fault(
            part: "\"the\": 9",
            replacement: "\"the\": \"9\"",
            code: .malformedFile,
            message: "found the string \"9\""
        ),
        Fault(
            part: "\"unk_token\": \"[UNK]\"",
            replacement: "\"unk_token\": \"?\"",
            code: .missingToken,
            message: "\"?\""
        ),
        Fault(part: "[\"[SEP]\", 3]", replacement: "[\"[END]\", 3]", code: .missingToken, message: "\"[END]\""),
        Fault(
            part: "[\"[SEP]\", 3]",
            replacement: "[]",
            code: .malformedFile,
            message: "post_processor.sep, found an array"
        ),
        Fault(part: "\"[PAD]\"}", replacement: "\"<pad>\"}", code: .missingToken, message: "\"<pad>\""),
        Fault(
            part: "\"id\": 4",
            replacement: "\"id\": 7",
            code: .malformedFile,
            message: "added_tokens[2], found an object"
        ),
        Fault(
            part: "\"id\": 4,",
            replacement: "\"id\": 4, \"normalized\": true,",
            code: .unsupported,
            message: "normalized"
        ),
        Fault(
            part: "\"type\": \"BertNormalizer\"",
            replacement: "\"lowercase\": 1",
            code: .malformedFile,
            message: "normalizer.type"
        ),
        Fault(
            part: "per_word\": 100",
            replacement: "per_word\": 0",
            code: .unsupported,
            message: "1 character or more"
        ),
    ]

    @Test("tokenizer.json", arguments: faults)
    func tokenizerJSON(fault: Fault) throws {
        let json = TinyModel.tokenizerJSON(replacing: [fault.part: fault.replacement])
        let error = try #require(throws: TokenizerError.self) { try TinyModel.tokenizer(json) }
        #expect(error.code == fault.code)
        #expect(error.description.hasPrefix("tokenizer.json") && error.description.contains(fault.message), "\(error)")
    }

    @Test("A truncated tokenizer.json is an error")
    func truncatedJSON() {
        let json = TinyModel.tokenizerJSON()
        for count in stride(from: 0, to: json.count, by: 7) {
            #expect(throws: TokenizerError.self) { try TinyModel.tokenizer(String(json.prefix(count))) }
        }
    }

    @Test("Deep nesting is an error and no crash")
    func deepNesting() {
        #expect(throws: TokenizerError.self) { try TinyModel.tokenizer(String(repeating: "[", count: 1_000_000)) }
    }

    @Test("A syntax error names its line")
    func line() throws {
        let error = try #require(throws: TokenizerError.self) {
            try TinyModel.tokenizer("{\n\"model\": {},\n\"x\": tru }")
        }
        #expect(error.line == 3)
        #expect(error.description == "tokenizer.json, line 3: expected 'e', found ' '")
    }

    @Test("An empty folder is an error")
    func noFiles() throws {
        let error = try #require(throws: TokenizerError.self) {
            try TinyModel(files: [:]).tokenizer()
        }
        #expect(error.code == .missingFile)
    }
}
