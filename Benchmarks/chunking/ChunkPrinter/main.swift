import Chunking
import Foundation
import Tokenization

// Prints the chunks of a text file as lines of JSON, for evaluate.py: place in Unicode scalars and embedded text.
// Usage: chunk-printer MODEL_FOLDER FILE TARGET OVERLAP. Lines `= Title =`, `= = Title = =`, … are headings, as in
// WikiText.

struct PrintedChunk: Encodable {
    var start: Int
    var end: Int
    var tokens: Int
    var path: [String]
    var text: String
}

func headings(in text: String) -> [StructuredText.Heading] {
    var offset = 0
    var headings: [StructuredText.Heading] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let words = line.split(separator: " ")
        let level = words.prefix { $0 == "=" }.count
        if level > 0, words.count > 2 * level, words.suffix(level).allSatisfy({ $0 == "=" }) {
            let title = words.dropFirst(level).dropLast(level).joined(separator: " ")
            headings.append(.init(level: min(level, 6), title: title, utf8Offset: offset))
        }
        offset += line.utf8.count + 1
    }
    return headings
}

func printChunks(_ arguments: [String]) throws {
    let text = try String(contentsOf: URL(filePath: arguments[1]), encoding: .utf8)
    let configuration = Chunker.Configuration(
        targetTokenCount: Int(arguments[2]) ?? 96,
        overlapTokenCount: Int(arguments[3]) ?? 0
    )
    let tokenizer = try WordPieceTokenizer(modelFolder: URL(filePath: arguments[0]))
    let chunker = Chunker(tokenizer: tokenizer, configuration: configuration)
    let document = StructuredText(text: text, headings: headings(in: text))
    let clock = ContinuousClock()
    var chunks: [Chunk] = []
    let elapsed = clock.measure { chunks = chunker.chunks(of: document) }
    FileHandle.standardError.write(Data("\(text.count) characters, \(chunks.count) chunks in \(elapsed)\n".utf8))
    let encoder = JSONEncoder()
    for chunk in chunks {
        let line = PrintedChunk(
            start: chunk.scalarRange.lowerBound,
            end: chunk.scalarRange.upperBound,
            tokens: chunk.tokenCount,
            path: chunk.headingPath,
            text: chunk.embeddingText
        )
        FileHandle.standardOutput.write(try encoder.encode(line) + Data("\n".utf8))
    }
}

try printChunks(Array(CommandLine.arguments.dropFirst()))
