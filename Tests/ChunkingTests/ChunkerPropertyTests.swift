import Chunking
import TestSupport
import Testing
import Tokenization

/// What holds for the chunks of any document, with any sizes.
@Suite struct ChunkerPropertyTests {
    private static let configurations = [
        Chunker.Configuration(),
        Chunker.Configuration(targetTokenCount: 100, overlapTokenCount: 40),
        Chunker.Configuration.fitting(128),
        Chunker.Configuration(maximumTokenCount: 24, targetTokenCount: 10, overlapTokenCount: 6, headingTokenCount: 8),
        Chunker.Configuration(maximumTokenCount: 8, targetTokenCount: 4, headingTokenCount: 2),
        Chunker.Configuration(maximumTokenCount: 3, targetTokenCount: 1, headingTokenCount: 0),
    ]

    /// The smallest limit is left out: this tokenizer makes three tokens of one Korean syllable.
    @Test("Random documents, with the installed encoder's tokenizer", arguments: configurations.dropLast())
    func installed(configuration: Chunker.Configuration) throws {
        guard let tokenizer = try Tokenizers.installed() else { return }
        try check(Chunker(tokenizer: tokenizer, configuration: configuration), tokenizer, configuration)
    }

    @Test("Random documents, with a tokenizer of single letters", arguments: configurations)
    func letters(configuration: Chunker.Configuration) throws {
        let tokenizer = try Tokenizers.letters()
        try check(Chunker(tokenizer: tokenizer, configuration: configuration), tokenizer, configuration)
    }

    private func check(
        _ chunker: Chunker,
        _ tokenizer: WordPieceTokenizer,
        _ configuration: Chunker.Configuration
    ) throws {
        var documents = RandomDocuments(seed: 7)
        for _ in 0..<25 {
            let document = documents.next()
            let chunks = chunker.chunks(of: document)
            let properties = ChunkProperties(document: document, chunks: chunks)
            try #require(properties.slicesAreExact)
            try #require(properties.startsAscend)
            try #require(properties.coverEverything)
            try #require(properties.keepCharactersWhole)
            try #require(properties.pagesAreOfFirstCharacters)
            for chunk in chunks {
                try #require(chunk.tokenCount == tokenizer.tokenCount(chunk.embeddingText))
                try #require(chunk.tokenCount + tokenizer.specialTokenCount <= configuration.maximumTokenCount)
                try #require(chunk.embeddingText.hasSuffix(chunk.text))
            }
            for repeated in properties.repetitions {
                try #require(tokenizer.tokenCount(repeated) <= configuration.overlapTokenCount)
            }
            try #require(chunker.chunks(of: document) == chunks)
        }
    }
}

/// Checks of chunks against their document, written without regard to how they are made.
private struct ChunkProperties {
    let document: StructuredText
    let chunks: [Chunk]

    var slicesAreExact: Bool {
        let bytes = Array(document.text.utf8)
        let scalars = Array(document.text.unicodeScalars)
        return chunks.allSatisfy { chunk in
            var slice = String.UnicodeScalarView()
            slice.append(contentsOf: scalars[chunk.scalarRange])
            return bytes[chunk.utf8Range].elementsEqual(chunk.text.utf8)
                && String(slice).utf8.elementsEqual(chunk.text.utf8)
        }
    }

    var startsAscend: Bool {
        zip(chunks, chunks.dropFirst()).allSatisfy { $0.utf8Range.lowerBound < $1.utf8Range.lowerBound }
    }

    var coverEverything: Bool {
        var covered = Array(repeating: false, count: document.text.unicodeScalars.count)
        for chunk in chunks {
            for place in chunk.scalarRange { covered[place] = true }
        }
        return zip(document.text.unicodeScalars, covered).allSatisfy { $1 || $0.properties.isWhitespace }
    }

    var keepCharactersWhole: Bool {
        var boundaries: Set<Int> = [document.text.utf8.count]
        var offset = 0
        for character in document.text {
            boundaries.insert(offset)
            offset += character.utf8.count
        }
        return chunks.allSatisfy {
            boundaries.contains($0.utf8Range.lowerBound) && boundaries.contains($0.utf8Range.upperBound)
        }
    }

    var pagesAreOfFirstCharacters: Bool {
        chunks.allSatisfy { chunk in
            chunk.page == document.pages.last { $0.utf8Range.contains(chunk.utf8Range.lowerBound) }?.number
        }
    }

    /// What each chunk repeats of the one before it.
    var repetitions: [String] {
        let bytes = Array(document.text.utf8)
        return zip(chunks, chunks.dropFirst()).compactMap { previous, next in
            guard previous.utf8Range.upperBound > next.utf8Range.lowerBound else { return nil }
            let range = next.utf8Range.lowerBound..<min(previous.utf8Range.upperBound, next.utf8Range.upperBound)
            return String(decoding: bytes[range], as: UTF8.self)
        }
    }
}
