import TestSupport
import Testing
import Tokenization

/// Pairs of texts; `fixtures/models/pairs.json` compares them with the reference.
@Suite struct PairTests {
    private let tokenizer: WordPieceTokenizer

    init() throws {
        tokenizer = try TinyModel.tokenizer()
    }

    @Test("The second text and its end are segment 1")
    func segments() {
        let pair = tokenizer.encodePair("the a", "cafe", maximumTokenCount: 10)
        #expect(pair == TokenSequence([2, 9, 10, 3, 12, 3], secondSegmentStart: 4))
        #expect(tokenizer.encodePair("", "", maximumTokenCount: 3) == TokenSequence([2, 3, 3], secondSegmentStart: 2))
        #expect(TokenSequence([2, 3]).secondSegmentStart == 2)
    }

    @Test("Only as much of a pair is cut as has to be, and the longer text first", arguments: 3...16)
    func cutting(maximum: Int) {
        let room = maximum - 3
        for first in 0...room + 2 {
            for second in 0...room + 2 {
                let pair = tokenizer.encodePair(text("the", first), text("a", second), maximumTokenCount: maximum)
                let kept = (first: pair.tokenIDs.count { $0 == 9 }, second: pair.tokenIDs.count { $0 == 10 })
                #expect(kept.first + kept.second == min(first + second, room))
                #expect(pair.secondSegmentStart == kept.first + 2 && pair.count == kept.first + kept.second + 3)
                if first <= room / 2 { #expect(kept.first == first) }
                if second <= room / 2 { #expect(kept.second == second) }
                if min(first, second) > room / 2 { #expect(abs(kept.first - kept.second) == room % 2) }
                if kept.first != kept.second { #expect((kept.first > kept.second) == (first > second)) }
            }
        }
    }

    @Test(
        "The longer of two texts that are far too long gets the odd token",
        arguments: [(90, 91), (91, 90), (90, 90)]
    )
    func longTexts(first: Int, second: Int) {
        let pair = tokenizer.encodePair(text("the", first), text("a", second), maximumTokenCount: 10)
        #expect(pair.secondSegmentStart == (first > second ? 6 : 5))
    }

    @Test("A limit below the special tokens of pairs is the caller's bug")
    func limitTooSmall() async {
        await #expect(processExitsWith: .failure) {
            _ = try TinyModel.tokenizer().encodePair("a", "a", maximumTokenCount: 2)
        }
    }

    @Test("Whether the folder's template of pairs is BERT's")
    func templates() throws {
        #expect(tokenizer.encodesPairs)
        let bert = Self.template(pair: "\"CLS 0\", \"A 0\", \"SEP 0\", \"B 1\", \"SEP 1\"")
        #expect(try TinyModel.tokenizer(bert).encodesPairs)
        for other in [
            "\"CLS 0\", \"A 0\", \"SEP 0\", \"SEP 0\", \"B 1\", \"SEP 1\"",
            "\"CLS 0\", \"A 0\", \"SEP 0\", \"B 0\", \"SEP 0\"", "\"CLS 0\", \"B 0\", \"SEP 0\", \"A 1\", \"SEP 1\"",
            "",
        ] {
            #expect(try !TinyModel.tokenizer(Self.template(pair: other)).encodesPairs)
        }
    }

    private func text(_ word: String, _ count: Int) -> String {
        Array(repeating: word, count: count).joined(separator: " ")
    }

    /// A `tokenizer.json` whose template of pairs has these parts, each a name and a segment.
    private static func template(pair: String) -> String {
        func parts(_ text: String) -> String {
            text.replacing(/"(A|B) (.)"/) { #"{"Sequence": {"type_id": \#($0.2), "id": "\#($0.1)"}}"# }
                .replacing(/"(CLS|SEP) (.)"/) { #"{"SpecialToken": {"id": "[\#($0.1)]", "type_id": \#($0.2)}}"# }
        }
        let single = parts("\"CLS 0\", \"A 0\", \"SEP 0\"")
        return TinyModel.tokenizerJSON(replacing: [
            #"{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}"#:
                #"{"type": "TemplateProcessing", "single": [\#(single)], "pair": [\#(parts(pair))]}"#
        ])
    }
}
