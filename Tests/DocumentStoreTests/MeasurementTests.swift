import DocumentStore
import Foundation
import TestSupport
import Testing

/// Sizes as they occur, with bounds far above what is measured: they pin the order of growth, not the speed.
@Suite(.serialized) struct MeasurementTests {
    private let fixture: TemporaryStore
    private let collection: any CollectionHandle

    init() throws {
        fixture = try TemporaryStore()
        let model = EmbeddingModelIdentity(name: "model", dimension: 384)
        collection = try fixture.store.createCollection(named: "large", owner: .local, model: model)
    }

    /// Documents of `chunkCount` chunks of 150 words, drawn so that few words are frequent and most are rare.
    private func upload(_ name: String, chunkCount: Int, _ random: inout SeededGenerator) -> DocumentUpload {
        let chunks = (0..<chunkCount).map { _ in
            let words = (0..<150).map { _ in "w\(Int(pow(Double.random(in: 0..<1, using: &random), 4) * 30_000))" }
            let vector = (0..<384).map { _ in Float.random(in: -1...1, using: &random) }
            var chunk = NewChunk(words.joined(separator: " "), vector: vector)
            chunk.tokenCodes = ChunkTokenCodes(dimension: 384, bytes: [UInt8](repeating: 0x55, count: 80 * 48))
            return chunk
        }
        return DocumentUpload(document: NewDocument(name, text: String(repeating: " ", count: 2000)), chunks: chunks)
    }

    @Test("A collection of many chunks is written, loaded and searched", .timeLimit(.minutes(5)))
    func manyChunks() throws {
        let documentCount = ProcessInfo.processInfo.environment["ROOST_STORE_DOCUMENTS"].flatMap(Int.init) ?? 10
        var random = SeededGenerator(seed: 7)
        let clock = ContinuousClock()
        var writing: [Duration] = []
        for number in 0..<documentCount {
            let upload = upload("document \(number)", chunkCount: 500, &random)
            writing.append(try clock.measure { _ = try collection.replaceDocuments([upload], policy: .replace) })
        }
        var rowCount = 0
        let loading = try clock.measure {
            try collection.readVectors(.all, batchSize: 4096) { rowCount += $0.chunkIDs.count }
        }
        #expect(rowCount == documentCount * 500)
        let query = LexicalQuery(terms: ["w0", "w10", "w500", "w3000", "w20000", "w29999", "w77", "w123"])
        var matches: [LexicalMatch] = []
        let searching = try clock.measure {
            matches = try collection.lexicalSearch(matching: query, limit: 100).matches
        }
        #expect(matches.count == 100)
        let matchedIDs = matches.map(\.chunkID)
        let reading = try clock.measure { _ = try collection.chunks(matchedIDs) }
        var codes: [Int64: ChunkTokenCodes] = [:]
        let readingCodes = try clock.measure { codes = try collection.tokenCodes(of: matchedIDs) }
        #expect(codes.count == 100)
        let deleting = try clock.measure { _ = try collection.deleteDocument(named: "document 0") }
        let clearing = try clock.measure { _ = try fixture.store.deleteCollection(named: "large", owner: .local) }
        let sorted = writing.sorted()
        print("500 chunks: median \(sorted[sorted.count / 2]), worst \(sorted[sorted.count - 1])")
        print("\(rowCount) vectors: \(loading); lexical search: \(searching); 100 chunks: \(reading)")
        print("token codes of 100 chunks: \(readingCodes)")
        print("deleting 500 chunks: \(deleting); deleting all the rest: \(clearing)")
        #expect(loading < .seconds(5) && searching < .seconds(2))
    }
}
