import LanguageModel
import Ranking
import SentenceEncoder
import TestSupport
import Testing

@Suite("Extractive answerer", .enabled(if: Fixtures.modelFolder != nil))
struct ExtractiveAnswererTests {
    private let encoder: SentenceEncoder
    private let answerer: ExtractiveAnswerer

    init() throws {
        encoder = try SentenceEncoder(modelFolder: #require(Fixtures.modelFolder))
        answerer = ExtractiveAnswerer(encoder: encoder)
    }

    private func sentences(_ question: String, _ passages: [String]) -> [(passage: Int, text: String)] {
        let vector = encoder.encode([question]).vectors
        return answerer.sentences(answering: question, questionVector: vector, from: passages).map { sentence in
            let bytes = Array(passages[sentence.passage].utf8)[sentence.utf8Range]
            return (sentence.passage, String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("The sentence that answers is chosen from the passage that holds it")
    func chooses() throws {
        let found = sentences(
            "How tall is the lighthouse?",
            [
                "The harbour has two cranes. Ships wait outside.",
                "It was built in 1890. The lighthouse is 30 metres tall.",
            ]
        )
        let first = try #require(found.first)
        #expect(first.passage == 1)
        #expect(first.text == "The lighthouse is 30 metres tall.")
    }

    @Test("Nothing is chosen when no sentence has to do with the question")
    func abstains() {
        #expect(sentences("Who discovered penicillin?", ["The lighthouse is 30 metres tall.", "Ships wait."]).isEmpty)
        #expect(sentences("Who discovered penicillin?", []).isEmpty)
        #expect(sentences("Who discovered penicillin?", ["", "   \n "]).isEmpty)
    }

    @Test("Never more sentences than configured, and from many candidates too")
    func limits() {
        let passages = (1...30).map { "Lamp \($0) is lit at dusk. Lamp \($0) is put out at dawn." }
        let found = sentences("When is the lamp lit?", passages)
        #expect((1...3).contains(found.count))
        #expect(found.allSatisfy { $0.text.contains("lit") })
    }

    @Test("Of a table the row that answers is chosen, not the others")
    func choosesRows() {
        let table = "Tea | Price\nSmoke and Plum | 4.40 crowns\nNettle and Mint | 3.20 crowns"
        let found = sentences("How much does the Nettle and Mint tea cost?", [table])
        #expect(found.map(\.text).contains("Nettle and Mint | 3.20 crowns"))
        #expect(!found.map(\.text).contains { $0.contains("Smoke") })
    }

    @Test(
        "A sentence with what the question asks for is preferred to one that repeats its words",
        arguments: [
            ("Who designed the harbour lighthouse?", "Ingrid Solberg drew the plans of the lighthouse."),
            ("When was the harbour lighthouse built?", "Building the lighthouse ended in 1890."),
            ("In what year was the harbour lighthouse built?", "Building the lighthouse ended in 1890."),
            ("How tall is the harbour lighthouse?", "The lighthouse is 30 metres tall."),
            ("How much does a visit of the harbour lighthouse cost?", "A visit of the lighthouse costs 12 kroner."),
        ]
    )
    func prefersTheForm(question: String, expected: String) {
        let passage = """
            The harbour lighthouse is known to every sailor. Ingrid Solberg drew the plans of the lighthouse. \
            Building the lighthouse ended in 1890. The lighthouse is 30 metres tall. A visit of the lighthouse costs \
            12 kroner. Gulls sleep on its roof.
            """
        #expect(sentences(question, [passage]).map(\.text) == [expected])
    }

    @Test("The sentence that names what a pronoun means is said with it, in order")
    func addsAntecedents() {
        let passage = "Clara Holm kept the lighthouse. In 1921 she painted the tower red. Fog is frequent in May."
        let found = sentences("In which year was the tower painted red?", [passage])
        #expect(found.map(\.text) == ["Clara Holm kept the lighthouse.", "In 1921 she painted the tower red."])
    }

    @Test("No sentence is added where the answering one names its subject, or its pronoun means nothing")
    func addsNothingElse() {
        let named = "Fog is frequent in May. When Clara Holm was old, she painted the tower red."
        #expect(sentences("Who painted the tower red?", [named]).count == 1)
        let expletive = "Fog is frequent in May. It is said that Clara Holm painted the tower red."
        #expect(sentences("Who painted the tower red?", [expletive]).count == 1)
    }

    @Test("What overlapping passages both say is said once")
    func saysOnce() {
        let passages = [
            "The ferry leaves at nine. A ticket for the ferry costs 42 kroner.",
            "A ticket for the ferry costs 42 kroner. Dogs wear a muzzle.",
        ]
        let found = sentences("How much does a ticket for the ferry cost?", passages)
        #expect(found.map(\.text) == ["A ticket for the ferry costs 42 kroner."])
    }

    @Test(
        "What the passages do not say about their subject is refused",
        arguments: [
            "When wasn't the lighthouse built?", "Who built the lighthouse of Bergen in 1745?",
            "Why did Napoleon visit Sweden?",
        ]
    )
    func refuses(question: String) {
        let passage = "The lighthouse of Ålesund was built in 1890 by the engineer Ole Berg. It is 30 metres tall."
        #expect(sentences(question, [passage]).isEmpty)
    }

    @Test("Of records the one about the thing is chosen, whole")
    func choosesRecords() {
        let passage = "Name: Ada\nBorn: 1815\nTown: London\n\nName: Grace\nBorn: 1906\nTown: New York"
        #expect(sentences("When was Grace born?", [passage]).map(\.text) == ["Name: Grace\nBorn: 1906\nTown: New York"])
    }

    @Test("A row of a table is understood by the heading over it")
    func readsTables() {
        let passage = "Opening hours\n\nDay | Hours\nWednesday | 13:00 to 20:00\nSaturday | 9:00 to 13:00"
        let found = sentences("What are the opening hours on Saturday?", [passage])
        #expect(found.map(\.text) == ["Saturday | 9:00 to 13:00"])
    }

    private static let notice = [
        """
        # The ferry 🚢 of Ålesund

        The ferry leaves the east pier at nine in the morning. Bicycles travel free of charge. Dogs must wear a muzzle \
        on deck.
        """,
        "## Prices\n\nA single ticket costs 42 kroner. Children under seven pay nothing.",
    ]

    @Test(
        "A short notice is quoted, surely enough to count as grounded, as one passage and as two",
        arguments: [
            ("When does the ferry leave?", "The ferry leaves the east pier at nine in the morning."),
            ("How much is a single ticket?", "A single ticket costs 42 kroner."),
            ("What must dogs wear?", "Dogs must wear a muzzle on deck."),
            ("Do children under seven pay?", "Children under seven pay nothing."),
        ]
    )
    func quotesNotices(question: String, expected: String) throws {
        let vector = encoder.encode([question]).vectors
        for passages in [Self.notice, [Self.notice.joined(separator: "\n\n")]] {
            #expect(sentences(question, passages).map(\.text).contains(expected))
            let found = answerer.sentences(answering: question, questionVector: vector, from: passages)
            let support = try #require(found.map(\.support).max())
            #expect(support >= 0.6, "\(support)")
        }
    }

    @Test(
        "A short notice does not answer what it does not say",
        arguments: [
            "Who painted the Mona Lisa?", "What is the boiling point of mercury?", "Hello, bot!",
            "How do I reset my password?",
        ]
    )
    func leavesNoticesAlone(question: String) {
        #expect(sentences(question, Self.notice).isEmpty)
        #expect(sentences(question, [Self.notice.joined(separator: "\n\n")]).isEmpty)
    }
}
