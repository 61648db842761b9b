import DocumentStore
import Foundation
import TestSupport
import Testing

@Suite("Full-text scores of given chunks")
struct LexicalMatchesTests {
    private let fixture: TemporaryStore
    private let collection: any CollectionHandle

    init() throws {
        fixture = try TemporaryStore()
        collection = try fixture.collection()
    }

    /// Words of which the first are frequent and the last are rare.
    private func texts(count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...60, using: &random)).map { _ in
                "w\(Int(pow(Double.random(in: 0..<1, using: &random), 3) * 300))"
            }.joined(separator: " ")
        }
    }

    private func fill(count: Int, seed: UInt64) throws -> [Int64] {
        let chunks = texts(count: count, seed: seed).map { NewChunk($0) }
        let document = NewDocument("d", text: String(repeating: " ", count: 1000))
        return Array(try collection.replaceDocument(document, chunks: chunks).insertedChunkIDs)
    }

    @Test("A chunk asked for by its identifier has the score it has in a search, to the bit", arguments: [1, 2, 3])
    func sameScores(seed: UInt64) throws {
        let ids = try fill(count: 400, seed: seed)
        var random = SeededGenerator(seed: seed)
        let query = LexicalQuery(terms: ["w0", "w1", "w5", "w40", "w90", "w250", "w299", "w0 w1", "absent"])
        let all = try collection.lexicalSearch(matching: query, limit: .max)
        #expect(all.matches.count > 100)
        for count in [1, 10, 200, 400] {
            let asked = Array(ids.shuffled(using: &random).prefix(count))
            let expected = all.matches.filter { asked.contains($0.chunkID) }
            let found = try collection.lexicalMatches(matching: query, among: asked + asked + [0, -1, 1 << 40, .max])
            #expect(found == all.with(expected))
        }
        #expect(try collection.lexicalMatches(matching: query, among: []).terms == all.terms)
    }

    @Test("The best few of a search are the first of all that match", arguments: [0, 1, 2, 7, 50, 199, 399, 1000])
    func prefixes(limit: Int) throws {
        _ = try fill(count: 400, seed: 11)
        let query = LexicalQuery(terms: ["w0", "w3", "w17"])
        let all = try collection.lexicalSearch(matching: query, limit: .max).matches
        #expect(all == all.sorted { ($1.score, $0.chunkID) < ($0.score, $1.chunkID) })
        #expect(try collection.lexicalSearch(matching: query, limit: limit).matches == Array(all.prefix(limit)))
    }

    @Test("Terms are counted in the whole collection, also those that occur nowhere")
    func statistics() throws {
        let ids = try ["heron stork", "heron", "stork heron", "crane"].enumerated().flatMap {
            try collection.add("\($0)", $1).insertedChunkIDs
        }
        try fixture.collection("neighbor").add("noise", "heron crane egret")
        let query = LexicalQuery(terms: ["heron", "heron stork", "egret", "heron", "\u{0}", "crane"])
        let found = try collection.lexicalSearch(matching: query, limit: 2) { $0 != ids[0] }
        #expect(found.chunkCount == 4)
        #expect(found.terms.map(\.term) == ["heron", "heron stork", "egret", "\u{0}", "crane"])
        #expect(found.terms.map(\.matchingCount) == [3, 1, 0, 0, 1])
        let weights = found.terms.map {
            log(1 + (4 - Double($0.matchingCount) + 0.5) / (Double($0.matchingCount) + 0.5))
        }
        #expect(found.terms.map(\.weight) == weights)
        let first = try collection.lexicalMatches(matching: query, among: [ids[0]])
        #expect(first.matches.map(\.matchedWeight) == [weights[0] + weights[1]])
        #expect(first.terms == found.terms)
    }

    @Test("Of too many terms the rarest score; those that occur nowhere are reported")
    func manyTerms() throws {
        let common = (0..<LexicalQuery.maximumScoringTermCount).map { "common\($0)" }
        for name in ["a", "b"] { try collection.add(name, common.joined(separator: " ")) }
        let rare = try collection.add("c", "heron").insertedChunkIDs
        let query = LexicalQuery(terms: common + ["absent", "heron"])
        let found = try collection.lexicalSearch(matching: query, limit: 9)
        #expect(found.terms.map(\.term) == common.dropLast() + ["absent", "heron"])
        #expect(found.matches.count == 3 && found.matches.map(\.chunkID).contains { rare.contains($0) })

        let unknown = (0..<LexicalQuery.maximumTermCount - 1).map { "unknown\($0)" }
        let last = LexicalQuery(terms: unknown + unknown + ["heron"])
        #expect(try collection.lexicalSearch(matching: last, limit: 9).matches.map(\.chunkID) == rare)
        let beyond = LexicalQuery(terms: unknown + ["more", "heron"])
        #expect(try collection.lexicalSearch(matching: beyond, limit: 9).matches.isEmpty)
    }
}

extension LexicalResult {
    fileprivate func with(_ matches: [LexicalMatch]) -> LexicalResult {
        var copy = self
        copy.matches = matches
        return copy
    }
}
