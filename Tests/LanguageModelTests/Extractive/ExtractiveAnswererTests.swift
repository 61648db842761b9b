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
        answerer = ExtractiveAnswerer(encoder: encoder, calibration: .allMiniLML6v2)
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
}
