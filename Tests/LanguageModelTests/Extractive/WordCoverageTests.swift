import LanguageModel
import Testing

@Suite("Word coverage")
struct WordCoverageTests {
    @Test(
        "English plurals share a stem with their singular",
        arguments: [
            ("ponies", "pony"), ("houses", "house"), ("cats", "cat"), ("glass", "glass"), ("bus", "bus"),
            ("goes", "goe"), ("trees", "tree"), ("is", "i"), ("s", ""), ("ferry", "ferry"),
        ]
    )
    func stems(word: String, stem: String) {
        #expect(WordCoverage.stem(word) == stem)
    }

    @Test("A sentence with all content words is covered wholly, one with none not at all")
    func measuresShare() {
        let coverage = WordCoverage(
            question: "What does the ticket cost?",
            sentences: ["Tickets cost 42 kroner.", "Dogs bark.", "The cost is low."]
        )
        #expect(coverage.coverage(ofSentenceAt: 0) == 1)
        #expect(coverage.coverage(ofSentenceAt: 1) == 0)
        #expect(coverage.coverage(ofSentenceAt: 2) > 0 && coverage.coverage(ofSentenceAt: 2) < 1)
    }

    @Test("A rare word counts more than one that stands in every sentence")
    func weighsRareWords() {
        let coverage = WordCoverage(
            question: "ferry anchor",
            sentences: ["The ferry sails.", "The ferry waits.", "An anchor.", "The ferry stops."]
        )
        #expect(coverage.coverage(ofSentenceAt: 2) > coverage.coverage(ofSentenceAt: 0))
    }

    @Test("A question without content words covers nothing")
    func survivesEmptyQuestions() {
        let coverage = WordCoverage(question: " ?! ", sentences: ["A sentence."])
        #expect(coverage.coverage(ofSentenceAt: 0) == 0)
    }
}
