import LanguageModel
import TestSupport
import Testing

/// Answers by words alone: every text has the same embedding.
@Suite("Extractive answers without a model")
struct WordMatchingTests {
    private let answerer = ExtractiveAnswerer { $0.map { _ in [0.8, 0.6] } }

    private func sentences(_ question: String, _ passages: [String]) -> [ExtractiveAnswerer.Sentence] {
        answerer.sentences(answering: question, questionVector: [0.8, 0.6], from: passages)
    }

    private func texts(_ question: String, _ passages: [String]) -> [String] {
        sentences(question, passages).map {
            String(decoding: Array(passages[$0.passage].utf8)[$0.utf8Range], as: UTF8.self)
        }
    }

    @Test(
        "Other scripts and languages are matched by their words",
        arguments: [
            ("渡船几点出发？", "图书馆有很多书。渡船九点出发。猫在睡觉。", "渡船九点出发。"),
            ("1874年发生了什么？", "1412年有记录。1874年建成了铁桥。", "1874年建成了铁桥。"),
            ("متى تغادر العبارة؟", "المكتبة كبيرة. تغادر العبارة الساعة 9. القط نائم.", "تغادر العبارة الساعة 9."),
            (
                "Wann fährt die Fähre ab?", "Die Katze schläft. Die Fähre fährt um neun Uhr ab.",
                "Die Fähre fährt um neun Uhr ab."
            ),
            ("Когда отходит паром?", "Кошка спит. Паром отходит в девять часов.", "Паром отходит в девять часов."),
        ]
    )
    func matchesScripts(question: String, passage: String, expected: String) {
        #expect(texts(question, [passage]) == [expected])
    }

    @Test("A list may take several sentences, another question one")
    func listsTakeMore() {
        let passage = """
            The ferry carries cows. The ferry carries carts. The ferry carries children. Winter is cold.
            """
        #expect(texts("Which things are what the ferry carries?", [passage]).count > 1)
        #expect(texts("Why is winter cold?", ["Winter is cold. Summer was warm."]).count == 1)
    }

    @Test("Places are slices within the passages, in order, and few, for any text")
    func survivesAnything() {
        var generator = SeededGenerator(seed: 5)
        let pieces = [
            "who", "When", "how many", "not", "The ferry", "it", "She", "| a | b", "key: value\n", "\n\n", "\n", ". ",
            "?", "1874",
            "4.6 metres", "$5", "%", "Ålesund", "e\u{301}", "👩‍👩‍👧", "渡船九点", "العبارة", "\u{0}", "\r\n", "::", ": ", " ",
            "’s", "1,", "\u{FEFF}",
        ]
        func text(_ count: Int) -> String {
            (0..<Int.random(in: 0...count, using: &generator)).map { _ in
                (pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
            }.joined()
        }
        for _ in 0..<2000 {
            let passages = (0..<Int.random(in: 0...4, using: &generator)).map { _ in text(30) }
            let found = sentences(text(8), passages)
            #expect(found.count <= ExtractiveAnswerer.Configuration().maximumSentenceCount)
            #expect(Set(found.map { "\($0.passage) \($0.utf8Range)" }).count == found.count)
            for sentence in found {
                #expect(passages.indices.contains(sentence.passage) && (0...1).contains(sentence.support))
                let bytes = Array(passages[sentence.passage].utf8)
                #expect(sentence.utf8Range.upperBound <= bytes.count && !sentence.utf8Range.isEmpty)
                #expect(String(validating: bytes[sentence.utf8Range], as: UTF8.self) != nil)
            }
        }
    }

    @Test("Support does not fall when a sentence holds more of the question's words")
    func supportGrows() throws {
        let question = "What does the red ferry from Bergen carry?"
        let supports = ["The red ferry from Bergen carries cows.", "The red ferry carries cows.", "The ferry sleeps."]
            .map {
                ExtractiveAnswerer(configuration: .unlimited) { $0.map { _ in [0.8, 0.6] } }
                    .sentences(answering: question, questionVector: [0.8, 0.6], from: [$0]).first?.support ?? -1
            }
        #expect(supports[0] > supports[1] && supports[1] > supports[2] && supports[2] >= 0)
    }
}

extension ExtractiveAnswerer.Configuration {
    fileprivate static var unlimited: Self {
        var configuration = Self()
        configuration.minimumSupport = 0
        return configuration
    }
}
