import LanguageModel
import Testing

@Suite struct QuotationFinderTests {
    private let passages = ["The ferry\n  leaves at nine.  It is small.", "It is small. Naïve café."]

    private func text(of support: PassageSupport) -> String {
        String(decoding: Array(passages[support.number - 1].utf8)[support.utf8Range], as: UTF8.self)
    }

    @Test("A sentence is found in each passage that has it, whatever the white space")
    func found() throws {
        let finder = QuotationFinder(passages: passages)
        let ferry = try #require(finder.verdict(on: " The ferry leaves at nine. "))
        #expect(ferry.kind == .supported)
        #expect(
            ferry.support.map { text(of: $0) } == [
                "The ferry\n  leaves at nine."
            ]
        )
        #expect(finder.verdict(on: "It is small.")?.support.map(\.number) == [1, 2])
        let accents = try #require(finder.verdict(on: "Naïve café.")?.support.first)
        #expect(text(of: accents) == "Naïve café.")
    }

    @Test(
        "What stands in no passage is not found",
        arguments: ["The ferry leaves at ten.", "", " ", "nine. It is big"]
    )
    func missing(sentence: String) {
        #expect(QuotationFinder(passages: passages).verdict(on: sentence) == nil)
        #expect(QuotationFinder(passages: []).verdict(on: sentence) == nil)
    }
}
