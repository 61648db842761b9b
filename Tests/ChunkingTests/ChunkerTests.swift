import Chunking
import TestSupport
import Testing

@Suite struct ChunkerTests {
    private static func chunks(
        _ document: StructuredText,
        target: Int = 24,
        overlap: Int = 0
    ) throws -> [Chunk] {
        let configuration = Chunker.Configuration(
            maximumTokenCount: 100,
            targetTokenCount: target,
            overlapTokenCount: overlap,
            headingTokenCount: 30
        )
        return try Chunker(tokenizer: Tokenizers.letters(), configuration: configuration).chunks(of: document)
    }

    @Test("An encoder of any length gets chunks of the default sizes, or of two thirds text and a third headings")
    func fitting() {
        for maximum in 3...600 {
            let sizes = Chunker.Configuration.fitting(maximum)
            #expect(sizes.maximumTokenCount == maximum && sizes.overlapTokenCount == 0)
            if maximum < 146 {
                #expect(sizes.headingTokenCount == (maximum - 2) / 3)
                #expect(sizes.targetTokenCount + sizes.headingTokenCount == maximum - 2)
            } else {
                #expect(sizes == Chunker.Configuration(maximumTokenCount: maximum))
            }
        }
    }

    @Test("Texts without visible characters have no chunks", arguments: ["", " ", "\n\n \t\u{A0}\u{2003}\n"])
    func empty(text: String) throws {
        #expect(try Self.chunks(StructuredText(text: text)).isEmpty)
    }

    @Test("A short text is one chunk, without the white space around it")
    func short() throws {
        let chunks = try Self.chunks(StructuredText(text: "  \n a few words. \n"))
        #expect(chunks.map(\.text) == ["a few words."])
        #expect(chunks.map(\.utf8Range) == [4..<16])
        #expect(chunks.map(\.tokenCount) == [10])
        #expect(chunks.map(\.page) == [nil])
    }

    @Test("A chunk tells where the further pages it reaches into begin")
    func pageBreaks() throws {
        let text = "Åå one. Two.\nThree four. Five six."
        // Pages begin at the start, at "Two", at "Three" and at "Five".
        let starts = [0, 10, 15, 27].map { offset in text.utf8.index(text.utf8.startIndex, offsetBy: offset) }
        #expect(starts.dropFirst().map { text[$0] } == ["T", "T", "F"])
        let bounds = [0, 10, 15, 27, text.utf8.count]
        let pages = zip(bounds, bounds.dropFirst()).enumerated().map { index, bounds in
            StructuredText.Page(number: index + 4, utf8Range: bounds.0..<bounds.1)
        }
        let chunks = try Self.chunks(StructuredText(text: text, pages: pages), target: 60)
        let scalars = Array(text.unicodeScalars)
        #expect(chunks.map(\.page) == [4])
        #expect(chunks.first?.pageBreaks.map(\.page) == [5, 6, 7])
        #expect(chunks.first?.pageBreaks.map { scalars[$0.scalarOffset] } == ["T", "T", "F"])
        let small = try Self.chunks(StructuredText(text: text, pages: pages), target: 8)
        #expect(
            small.allSatisfy { chunk in chunk.pageBreaks.allSatisfy { chunk.scalarRange.contains($0.scalarOffset) } }
        )
    }

    @Test("A heading begins a chunk and stands in front of the chunks under it")
    func headings() throws {
        let text = """
            one
            Aaaaaaaa bbbbbbbb ccc. Dddddddd eeeeeeee ff.
            two
            Gggggggg hhhhhhhh iiii.
            """
        let headings = [
            StructuredText.Heading(level: 1, title: "one", utf8Offset: 0),
            StructuredText.Heading(level: 2, title: "two", utf8Offset: 49),
        ]
        let chunks = try Self.chunks(StructuredText(text: text, headings: headings))
        #expect(chunks.map(\.headingPath) == [["one"], ["one"], ["one", "two"]])
        #expect(
            chunks.map(\.embeddingText) == [
                "one\nAaaaaaaa bbbbbbbb ccc.", "one\nDddddddd eeeeeeee ff.", "one\ntwo\nGggggggg hhhhhhhh iiii.",
            ]
        )
    }

    @Test("Tiny sections under one parent share a chunk, whose path is what they share")
    func tinySections() throws {
        let text = "top\na\nb.\nc\nd."
        let headings = [("top", 1, 0), ("a", 2, 4), ("c", 2, 9)].map {
            StructuredText.Heading(level: $0.1, title: $0.0, utf8Offset: $0.2)
        }
        let chunks = try Self.chunks(StructuredText(text: text, headings: headings))
        #expect(chunks.map(\.text) == [text])
        #expect(chunks.map(\.headingPath) == [["top"]])
        #expect(chunks.map(\.embeddingText) == [text])
    }

    @Test("Chunks rather end with a paragraph than within one")
    func paragraphs() throws {
        // 29 tokens, then 10 and 19: the first two sentences would be nearer to the target.
        let text = "aaaaaaaaa bbbbbbbbb ccccccccc d.\n\nEeeeeeeee. Fffffffff ggggggggg."
        let chunks = try Self.chunks(StructuredText(text: text), target: 40)
        #expect(chunks.map(\.text).joined(separator: "\n\n") == text)
    }

    @Test("The overlap is whole sentences of the chunk before")
    func overlap() throws {
        let text = "Aaaaaaaaa bbbb. Cccccc. Ddddddddd eeee. Ffffff."
        let chunks = try Self.chunks(StructuredText(text: text), target: 21, overlap: 8)
        #expect(chunks.map(\.text) == ["Aaaaaaaaa bbbb. Cccccc.", "Cccccc. Ddddddddd eeee. Ffffff."])
    }

    @Test("Nothing is repeated without an overlap, also of what has no tokens")
    func noOverlap() throws {
        let chunks = try Self.chunks(StructuredText(text: String(repeating: "\u{1}\n\n", count: 1000)))
        #expect(chunks.count > 1)
        #expect(zip(chunks, chunks.dropFirst()).allSatisfy { $0.utf8Range.upperBound <= $1.utf8Range.lowerBound })
    }

    @Test("The page is that of the first character")
    func pages() throws {
        let text = "aaaaaaaaaaaaaaa.\n\nbbbbbbbbbbbbbbbbb."
        let pages = [
            StructuredText.Page(number: 3, utf8Range: 0..<18), StructuredText.Page(number: 4, utf8Range: 18..<36),
        ]
        let chunks = try Self.chunks(StructuredText(text: text, pages: pages), target: 16)
        #expect(chunks.map(\.page) == [3, 4])
    }

    @Test("A character that is too large alone is cut between scalars")
    func largeCharacter() throws {
        let text = "e" + String(repeating: "\u{301}", count: 5000)
        let chunks = try Self.chunks(StructuredText(text: text))
        #expect(chunks.count > 1)
        #expect(chunks.allSatisfy { $0.utf8Range.count <= 1600 })
        #expect(chunks.reduce(0) { $0 + $1.scalarRange.count } == 5001)
    }

    @Test("An endless word is cut into chunks of bounded length")
    func endlessWord() throws {
        let chunks = try Self.chunks(StructuredText(text: String(repeating: "x", count: 100_000)))
        #expect(chunks.allSatisfy { $0.utf8Range.count <= 1600 })
        #expect(chunks.reduce(0) { $0 + $1.utf8Range.count } == 100_000)
    }

    @Test("Headings that point nowhere or into a character do no harm")
    func strayHeadings() throws {
        let headings = [-5, 1, 2, 1000].map { StructuredText.Heading(level: 1, title: "h", utf8Offset: $0) }
        let chunks = try Self.chunks(StructuredText(text: "e\u{301}a b.", headings: headings))
        #expect(chunks.map(\.text).joined() == "e\u{301}a b.")
    }
}
