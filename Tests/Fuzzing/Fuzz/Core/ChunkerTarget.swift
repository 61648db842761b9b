import Chunking
import Tokenization

extension FuzzTarget {
    private static let configurations = [
        Chunker.Configuration(maximumTokenCount: 24, targetTokenCount: 10, overlapTokenCount: 6, headingTokenCount: 8),
        Chunker.Configuration(maximumTokenCount: 8, targetTokenCount: 4, headingTokenCount: 2), Chunker.Configuration(),
    ]

    /// The chunker, with a Markdown document: the first byte chooses the sizes.
    static let chunker = FuzzTarget(
        name: "chunker",
        dictionary: [
            "# ", "## ", "\n\n", ". ", "- ", "|", "```\n", "\u{301}", "👩‍👩‍👧", "中。", "\u{200D}", "\r\n", "a b a b ",
        ],
        seeds: {
            [
                "\u{0}# A\n\nabc. a b c d, ab?\n\n## B\n\n- a\n- b\n",
                "\u{1}a b c d a b c d a b c d. a b c d\n\nabcd\u{301}👩‍👩‍👧 中文。",
            ].map { Array($0.utf8) }
        },
        test: { input in
            let bytes = Array(input.dropFirst())
            guard let tokenizer = TokenizerCheck.shared, let document = extracted(bytes, name: "a.md") else { return }
            let configuration = configurations[Int(input.first ?? 0) % configurations.count]
            let text = Array(document.text.utf8)
            var covered = 0
            for chunk in Chunker(tokenizer: tokenizer, configuration: configuration).chunks(of: document) {
                let range = chunk.utf8Range
                expect(
                    range.upperBound <= text.count && Array(chunk.text.utf8).elementsEqual(text[range]),
                    "a chunk is a slice"
                )
                if range.lowerBound > covered {
                    let gap = Array(text[covered..<range.lowerBound]).text
                    expect(
                        gap.unicodeScalars.allSatisfy(\.properties.isWhitespace),
                        "chunks leave out only white space"
                    )
                }
                covered = max(covered, range.upperBound)
                expect(chunk.tokenCount == tokenizer.tokenCount(chunk.embeddingText), "the count of tokens is right")
                expect(
                    chunk.tokenCount + tokenizer.specialTokenCount <= configuration.maximumTokenCount,
                    "a chunk is within the encoder's limit"
                )
            }
            expect(
                Array(text[covered...]).text.unicodeScalars.allSatisfy(\.properties.isWhitespace),
                "chunks reach the end"
            )
        }
    )
}
