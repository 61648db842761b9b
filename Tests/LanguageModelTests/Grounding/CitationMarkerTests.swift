import LanguageModel
import Testing

@Suite struct CitationMarkerTests {
    @Test(
        "Numbers are read in every form that models write",
        arguments: [
            ("1", [1]), (" 12 ", [12]), ("1, 3", [1, 3]), ("1;2", [1, 2]), ("2-4", [2, 3, 4]), ("2 – 3", [2, 3]),
            ("1-2, 7", [1, 2, 7]), ("DOCUMENT #2", [2]), ("Doc 1 and 3", [1, 3]), ("^4", [4]), ("3, 3", [3]),
            ("４", [4]), ("٢", [2]), ("source: 5", [5]), ("4-2", [4, 2]), ("4:0†source", [4, 0]), ("007", [7]),
        ]
    )
    func numbers(content: String, expected: [Int]) {
        #expect(CitationMarker(content: content)?.numbers == expected)
    }

    @Test(
        "What is no marker is text",
        arguments: ["", " ", "citation needed", "a", "x1", "1.2", "see above", "#", "-"]
    )
    func text(content: String) {
        #expect(CitationMarker(content: content) == nil)
    }

    @Test("Absurd numbers and ranges neither trap nor fill the memory")
    func absurd() {
        #expect(CitationMarker(content: "99999999999999999999999999")?.numbers == [1_000_000_000])
        #expect(CitationMarker(content: "1-999999999")?.numbers == [1, 999_999_999])
    }
}
