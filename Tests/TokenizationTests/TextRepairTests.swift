import Foundation
import Testing
import Tokenization

@Suite struct TextRepairTests {
    @Test("Each maximal ill-formed subsequence becomes one replacement character, as in Python")
    func repairs() throws {
        for repair in try ReferenceFixture().repairs {
            let digits = Array(repair.bytes)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            let text = WordPieceTokenizer.repairedText(bytes)
            #expect(text.unicodeScalars.elementsEqual(repair.text.unicodeScalars), "\(repair.bytes)")
        }
    }

    @Test("Replacement characters give no tokens")
    func replacement() throws {
        let tokenizer = try TinyModel.tokenizer()
        let text = WordPieceTokenizer.repairedText([0x63, 0x61, 0xFF, 0x66, 0x65, 0xE4, 0xB8])
        #expect(tokenizer.words(in: text) == ["cafe"])
    }
}
