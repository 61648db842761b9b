import DocumentStore
import Foundation
import TestSupport
import Testing

@Suite struct LexicalSearchTests {
    private let fixture: TemporaryStore
    private let collection: any CollectionHandle

    init() throws {
        fixture = try TemporaryStore()
        collection = try fixture.collection()
    }

    /// Texts of made-up words that the stemmer leaves alone.
    private func randomTexts(count: Int, seed: UInt64) -> [[String]] {
        let words = ["bak", "dop", "fug", "gil", "hom", "jat", "kib", "lod", "mun", "nup", "pov", "ruk"]
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...40, using: &random)).map { _ in
                words[min(Int.random(in: 0..<12, using: &random), Int.random(in: 0..<12, using: &random))]
            }
        }
    }

    /// BM25 by the formula, with nothing of the store's code.
    private func referenceScores(_ texts: [[String]], titles: [[String]], query: [String]) -> [Double] {
        let lengths = zip(texts, titles).map { Double($0.count + $1.count) }
        let average = lengths.reduce(0, +) / Double(lengths.count)
        return texts.indices.map { row in
            query.reduce(0) { score, word in
                let matching = texts.indices.filter { texts[$0].contains(word) || titles[$0].contains(word) }.count
                let weight = log(1 + (Double(texts.count - matching) + 0.5) / (Double(matching) + 0.5))
                let frequency =
                    Double(texts[row].filter { $0 == word }.count) + 2 * Double(titles[row].filter { $0 == word }.count)
                let norm = 1.2 * (0.25 + 0.75 * lengths[row] / average)
                return score + weight * frequency * 2.2 / (frequency + norm)
            }
        }
    }

    @Test("Scores are BM25 of this collection, whatever lies beside it", arguments: [1, 2, 3] as [UInt64])
    func scores(seed: UInt64) throws {
        let neighbor = try fixture.collection("neighbor")
        try neighbor.add("noise.txt", "bak bak bak dop fug unrelated words that change every statistic")
        let texts = randomTexts(count: 60, seed: seed)
        let titles = randomTexts(count: 60, seed: seed + 100).map { Array($0.prefix(3)) }
        let chunks = zip(texts, titles).map {
            NewChunk($0.joined(separator: " "), title: $1.joined(separator: " "))
        }
        let text = String(repeating: " ", count: 1000)
        let ids = try collection.replaceDocument(NewDocument("a.txt", text: text), chunks: chunks).insertedChunkIDs

        let query = ["bak", "mun", "ruk", "absent"]
        let expected = zip(ids, referenceScores(texts, titles: titles, query: query))
            .filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        let found = try collection.lexicalSearch(matching: LexicalQuery(terms: query), limit: 100).matches
        #expect(found.map(\.chunkID) == expected.map(\.0))
        // The order of a few additions differs.
        #expect(zip(found, expected).allSatisfy { abs($0.score - $1.1) < 1e-12 })
    }

    @Test("The limit cuts the best-first list, also behind a filter")
    func limits() throws {
        let chunks = (1...9).map { NewChunk(Array(repeating: "heron", count: $0).joined(separator: " ") + " x y z") }
        let text = String(repeating: " ", count: 100)
        let ids = try collection.replaceDocument(NewDocument("a.txt", text: text), chunks: chunks).insertedChunkIDs
        let query = LexicalQuery(terms: ["heron"])
        let all = try collection.lexicalSearch(matching: query, limit: 100).matches.map(\.chunkID)
        #expect(Set(all) == Set(ids))
        #expect(try collection.search("heron", limit: 4) == Array(all.prefix(4)))
        #expect(try collection.search("heron", limit: 0).isEmpty)
        let odd = try collection.lexicalSearch(matching: query, limit: 3) { $0 % 2 == 1 }.matches
        #expect(odd.map(\.chunkID) == Array(all.filter { $0 % 2 == 1 }.prefix(3)))
    }

    @Test("Equal scores are ordered by identifier")
    func ties() throws {
        let ids = try (0..<5).flatMap { try collection.add("\($0)", "the same words").insertedChunkIDs }
        #expect(try collection.search("words") == ids)
    }

    @Test("Case, diacritics and endings do not matter")
    func folding() throws {
        let ids = try collection.add("a.txt", "ÉTUDES of nesting herons").insertedChunkIDs
        for term in ["etude", "Études", "NEST", "heron"] { #expect(try collection.search(term) == ids) }
    }

    @Test("Words of one term must stand next to each other")
    func phrases() throws {
        let near = try collection.add("near", "心 臓 の 病").insertedChunkIDs
        try collection.add("far", "臓 の 心")
        #expect(try collection.search("心 臓") == near)
    }

    @Test(
        "Nothing in a term is an operator",
        arguments: [
            "\"", "\"\"", "a\"b", "heron OR stork", "heron*", "body:heron", "title : heron", "NEAR(heron stork)",
            "^heron", "-heron", "{body}:heron", "(", "heron AND", "", " ", "!!!", "\u{0}", "heron\u{0}", "\u{FFFD}",
            "'; DROP TABLE",
        ]
    )
    func hostileTerms(term: String) throws {
        try collection.add("a.txt", "a heron and a stork")
        let ids = try collection.search(term)
        #expect(ids.count <= 1)
        #expect(try collection.search(term, "stork").count == 1)
    }
}
