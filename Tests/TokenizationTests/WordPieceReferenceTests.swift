import Foundation
import TestSupport
import Testing
import Tokenization

@Suite("WordPiece against the reference", .enabled(if: Fixtures.modelFolder != nil, "the model is not installed"))
struct WordPieceReferenceTests {
    private let folder: URL
    private let tokenizer: WordPieceTokenizer
    private let fixture: ReferenceFixture

    init() throws {
        folder = try #require(Fixtures.modelFolder)
        tokenizer = try WordPieceTokenizer(modelFolder: folder)
        fixture = try ReferenceFixture()
    }

    @Test("Ids equal the reference's on every text")
    func ids() {
        #expect(fixture.cases.count >= 1200)
        for example in fixture.cases {
            #expect(tokenizer.tokens(in: example.text).map(\.id) == example.ids, "\(scalars(of: example.text))")
        }
    }

    @Test("Ranges equal the reference's offsets")
    func offsets() {
        for example in fixture.cases {
            guard let offsets = example.offsets else { continue }
            let found = tokenizer.tokens(in: example.text).flatMap {
                [$0.utf8Range.lowerBound, $0.utf8Range.upperBound]
            }
            #expect(found == offsets, "\(scalars(of: example.text))")
        }
    }

    @Test("Truncation keeps as many ids as the reference")
    func truncation() throws {
        for example in fixture.cases {
            for (limit, ids) in example.truncated ?? [:] {
                let count = try #require(Int(limit))
                #expect(tokenizer.encode(example.text, maximumTokenCount: count) == ids, "\(scalars(of: example.text))")
            }
        }
    }

    @Test("Every scalar between two letters gives the reference's ids")
    func everyScalar() throws {
        for block in fixture.scalars {
            let words = (block.first..<block.first + 0x1000).compactMap(Unicode.Scalar.init).map { "a\($0)a" }
            let ids = tokenizer.tokens(in: words.joined(separator: " ")).map(\.id)
            let hash = ids.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            #expect(try hash == #require(UInt64(block.hash, radix: 16)), "from U+\(String(block.first, radix: 16))")
        }
    }

    @Test("vocab.txt and tokenizer_config.json give the same tokenizer as tokenizer.json")
    func vocabularyText() throws {
        let copy = try TemporaryDirectory()
        for name in ["vocab.txt", "tokenizer_config.json"] {
            try FileManager.default.copyItem(at: folder.appending(path: name), to: copy.url.appending(path: name))
        }
        let other = try WordPieceTokenizer(modelFolder: copy.url)
        #expect(other.vocabularyCount == tokenizer.vocabularyCount)
        for example in fixture.cases {
            #expect(other.tokens(in: example.text) == tokenizer.tokens(in: example.text))
        }
    }

    @Test("The special tokens have the model's ids")
    func specialTokens() {
        #expect(tokenizer.classificationTokenID == 101)
        #expect(tokenizer.separatorTokenID == 102)
        #expect(tokenizer.paddingTokenID == 0)
        #expect(tokenizer.unknownTokenID == 100)
        #expect(tokenizer.vocabularyCount == 30_522)
    }

    private func scalars(of text: String) -> String {
        text.unicodeScalars.prefix(60).map { String($0.value, radix: 16) }.joined(separator: " ")
    }
}
