import TestSupport
import Testing
import Tokenization

@Suite struct SentenceSegmenterTests {
    /// Texts with "¦" where a sentence ends; the sign itself is not in the text.
    static let examples = [
        "One sentence.¦ Two sentences!¦ Three?",
        "No stop at the end",
        "Dr. Smith and Mrs. Jones left.¦ They met Prof. Lee.",
        "See e.g. Fig. 3 and cf. Eq. 2.¦ Done.",
        "Use apples, i.e. fruit, etc. and more.¦ Then stop.",
        "It is No. 5 of vol. 2, pp. 12.¦ It is good.",
        "No.¦ I will not.",
        "He lives in the U.S.¦ He likes it.",
        "The U.S. Government and the U.K. Parliament agreed.",
        "He works at Apple Inc.¦ She works at Foo Corp. Europe.",
        "Smith et al. (2004) found it.¦ Others did not.",
        "J. R. R. Tolkien wrote it.¦ George W. Bush did not.",
        "Roe v. Wade was decided in 1973.¦ It was overturned.",
        "Pi is 3.14 and e is 2.718.¦ Both are real.",
        "Version 1.2.3 of node.js is at https://example.com/a.b?c=d.¦ Get it.",
        "It began at 9 a.m. on Monday.¦ It ended.",
        "Wait... what?¦ Well...¦ Then he left.",
        "He paused… and went on.¦ Then he stopped…¦ Now he runs.",
        "What . . . ever.",
        "\"Really?\" he asked.¦ \"Yes!\"¦ She smiled.",
        "(He left.)¦ She stayed (see above).¦ ‘Go.’¦ He went.",
        "Is it?!¦ Yes!!!¦ No.",
        "As shown before.[12]¦ The next one.",
        "A sentence of 50.¦ 60 people came.",
        "First line of a wrapped\nparagraph goes on.¦ Second.",
        "A paragraph without a stop¦\n\nAnother one",
        "A line with trailing space  ¦\r\n \r\nAnother one",
        "Items:¦\n- one item¦\n- two items.¦ With two¦\n* three",
        "Steps¦\n1. Do this¦\n2. Do that.¦ And that.¦\n(a) sub",
        "# A heading¦\nText below it\nthat goes on.",
        "Results and Discussion¦\nWe found nothing at all in the data.",
        "The committee met in\nParis on Monday.",
        "| a | b |¦\n| 1 | 2 |",
        "你好。¦今天天气很好！¦你呢？¦「是的。」¦他说。",
        "これはペンです。¦それは本ですか？¦はい",
        "هل أنت بخير؟¦ نعم أنا بخير.¦ شكرا",
        "यह एक वाक्य है।¦ यह दूसरा है॥",
        "Это предложение.¦ А. С. Пушкин писал.¦ Конец.",
        "Am 3. Oktober 1990 war es so.¦ Das ist z. B. Berlin.¦ Er kam bzw. Peter.",
        "2.1. Methods of the study",
        "ภาษาไทยไม่มีวรรคตอน",
        "한국어 문장입니다.¦ 다음 문장.",
    ]

    @Test("Sentences end where they should", arguments: examples)
    func boundaries(example: String) {
        let parts = example.split(separator: "¦").map(String.init)
        let text = parts.joined()
        let expected = parts.map { $0.drop { $0.isWhitespace } }
        #expect(sentences(of: text) == expected.map { trimmedAtEnd($0) })
    }

    @Test("Nothing but white space has no sentences", arguments: ["", " ", "\n\n", "\u{3000}\t\r\n"])
    func empty(text: String) {
        #expect(SentenceSegmenter().sentences(in: text).isEmpty)
    }

    @Test("Sentences cover all but white space, in order", arguments: 0..<30)
    func cover(seed: UInt64) {
        let pieces = [
            "Dr", ".", " ", "\n", "\r\n", "!", "?\"", "(", ")", "...", "a", "The", "中。", "…", "é", "1", "- ", "# ",
            "[1]", "\u{2029}", "|",
            "J.", "e.g.", "\u{301}",
        ]
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let text = (0..<30).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let bytes = Array(text.utf8)
            var rest: [UInt8] = []
            var last = 0
            for range in SentenceSegmenter().sentences(in: text) {
                #expect(range.lowerBound >= last && !range.isEmpty)
                rest += bytes[last..<range.lowerBound]
                let sentence = String(validating: bytes[range], as: UTF8.self)?.unicodeScalars
                #expect(sentence?.first?.properties.isWhitespace == false)
                #expect(sentence?.last?.properties.isWhitespace == false)
                last = range.upperBound
            }
            rest += bytes[last...]
            #expect(
                String(validating: rest, as: UTF8.self)?.unicodeScalars.allSatisfy(\.properties.isWhitespace) == true
            )
        }
    }

    private func sentences(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return SentenceSegmenter().sentences(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    private func trimmedAtEnd(_ text: Substring) -> String {
        var text = text
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
