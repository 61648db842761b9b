import LanguageModel
import Testing

@Suite struct SupportScorerTests {
    private static let passages = [
        """
        The outdoor unit runs on three AA lithium cells, which last about 26 months. In frost below -20 °C the cells \
        must not be charged. The Heron was made in Bergen by Astrid Lunde.
        """,
        "A single ticket costs 1,250 kroner. The library opens at nine.",
        "Tea | Price\nNettle and Mint | 4.50\nOolong | 6.20",
    ]

    private func verdict(_ sentence: String, question: String = "How long do the cells last?") -> Verdict {
        SupportScorer(question: question, passages: Self.passages).verdict(on: sentence)
    }

    @Test(
        "What a passage says is supported by it",
        arguments: [
            ("The cells last about 26 months.", 1, "outdoor"), ("26 months.", 1, "outdoor"),
            ("They last twenty-six months.", 1, "outdoor"), ("A ticket costs 1250 kroner.", 2, "single ticket"),
            ("Yes, the library opens at nine.", 2, "library"), ("The library opens at 9.", 2, "library"),
            ("Nettle and Mint costs 4.50.", 3, "Nettle"), ("Astrid Lunde made the Heron.", 1, "Astrid"),
            ("The cells must not be charged in frost.", 1, "frost"), ("2. The cells last 26 months.", 1, "outdoor"),
            ("- A ticket costs 1250.00 kroner.", 2, "single ticket"),
        ]
    )
    func supported(sentence: String, number: Int, beginning: String) throws {
        let verdict = verdict(sentence)
        #expect(verdict.kind == .supported)
        let support = try #require(verdict.support.first)
        #expect(support.number == number)
        let utf8 = Array(Self.passages[number - 1].utf8)[support.utf8Range]
        #expect(String(decoding: utf8, as: UTF8.self).contains(beginning))
    }

    @Test(
        "Another number, another name, a denial and new facts are not",
        arguments: [
            "The cells last about 27 months.", "The cells last about 26 years and cost 400 kroner.",
            "Ole Bull made the Heron in Bergen.", "The cells do not last about 26 months.",
            "The cells must be charged in frost.", "The cells are recyclable and come from Norwegian mines.",
            "A single ticket costs 1,350 kroner.", "Paris is the capital of France.",
        ]
    )
    func unsupported(sentence: String) {
        #expect(verdict(sentence).kind == .unsupported)
        #expect(verdict(sentence).support.isEmpty)
    }

    @Test(
        "Saying that there is no answer is a refusal",
        arguments: [
            "I don't know.", "The documents do not say how long the cells last.", "I cannot find an answer.",
            "The provided information does not mention a price.", "There is not enough information to answer.",
            "No information about this is provided in the documents.", "I am not sure.", "I'm unable to answer that.",
        ]
    )
    func refusal(sentence: String) {
        #expect(verdict(sentence).kind == .refusal)
    }

    @Test("Introductions state nothing", arguments: ["According to the documents:", "Here is the answer:", "…"])
    func neutral(sentence: String) {
        #expect(verdict(sentence).kind == .neutral)
    }

    @Test("A bare yes stands for the question")
    func bareAnswer() {
        #expect(verdict("Yes.", question: "Does the library open at nine?").kind == .supported)
        #expect(verdict("Yes.", question: "Does the library open at ten?").kind == .unsupported)
    }

    @Test("Names of the question and of the document need no support")
    func namesFromContext() {
        let scorer = SupportScorer(
            question: "What does Skadi cost?",
            passages: ["It costs 42 kroner."],
            contexts: ["prices.pdf. Ferry Valkyrie"]
        )
        #expect(scorer.verdict(on: "The Skadi costs 42 kroner.").kind == .supported)
        #expect(scorer.verdict(on: "It costs 42 kroner, says Valkyrie.").kind == .supported)
        #expect(scorer.verdict(on: "It costs 42 kroner, says Odin.").kind == .unsupported)
    }

    @Test("Other words for the same are compared by meaning, but never against numbers or names")
    func similarity() {
        let scorer = SupportScorer(
            question: "When does the ferry leave?",
            passages: ["The ferry departs from the pier at nine in the morning."],
            similarity: { _, sentences in sentences.map { _ in 0.99 } }
        )
        #expect(scorer.verdict(on: "The boat leaves the quay at nine each morning.").kind == .supported)
        #expect(scorer.verdict(on: "The boat leaves the quay at ten each morning.").kind == .unsupported)
    }

    @Test("Quotations in any script are supported")
    func scripts() {
        for text in ["渡轮早上九点离开东码头。", "تغادر العبّارة الرصيف الشرقي في التاسعة.", "Паром отходит в девять."] {
            let verdict = SupportScorer(question: "?", passages: ["x y z.", text]).verdict(on: text)
            #expect(verdict.kind == .supported)
            #expect(verdict.support.map(\.number) == [2])
        }
    }

    @Test("Nothing supports anything without passages")
    func empty() {
        let scorer = SupportScorer(question: "", passages: [])
        #expect(scorer.verdict(on: "The cells last.").kind == .unsupported)
        #expect(scorer.verdict(on: "").kind == .neutral)
    }
}
