import DocumentStore
import Foundation
import Ranking
import TestSupport
import Testing

@Suite("Full-text queries that were not meant well")
struct HostileQueryTests {
    private static let texts = [
        "heron", "stork", "heron stork", "42 heron", "v1 2", "x y z", "stork x y", "egret and ibis", "手 机", "the",
    ]

    private let collection: any CollectionHandle
    private let fixture: TemporaryStore
    private let texts: [Int64: String]

    init() throws {
        fixture = try TemporaryStore()
        collection = try fixture.collection()
        var texts: [Int64: String] = [:]
        for text in Self.texts {
            for id in try collection.add(text, text).insertedChunkIDs { texts[id] = text }
        }
        self.texts = texts
        try fixture.collection("neighbor").add("all", Self.texts.joined(separator: " "))
    }

    /// A term as the index reads it, but for the endings of words. The marks it drops are those of Latin letters; other
    /// marks separate.
    private func tokens(_ term: String) -> [String] {
        term.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
            .filter { !(0x300...0x331 ~= $0.value) }
            .split { !CharacterSet.alphanumerics.subtracting(.nonBaseCharacters).contains($0) }
            .map { String(String.UnicodeScalarView($0)) }
    }

    private func holds(_ text: String, _ term: String) -> Bool {
        let tokens = tokens(term).map { $0.count > 1 && $0.hasSuffix("s") ? String($0.dropLast()) : $0 }
        return !tokens.isEmpty && text.split(separator: " ").map(String.init).contains(tokens)
    }

    private func check(_ terms: [String]) throws {
        let query = LexicalQuery(terms: terms)
        let found = try collection.lexicalSearch(matching: query, limit: 100)
        #expect(found.terms.count <= LexicalQuery.maximumTermCount)
        for match in found.matches {
            let text = try #require(texts[match.chunkID])
            #expect(terms.contains { holds(text, $0) }, "\(text) for \(terms)")
            #expect(match.score > 0 && match.matchedWeight > 0)
        }
        let plain = Set(terms.prefix(LexicalQuery.maximumScoringTermCount)).intersection(["heron", "stork", "42", "手"])
        let expected = texts.filter { !plain.isDisjoint(with: $0.value.split(separator: " ").map(String.init)) }.keys
        #expect(Set(found.matches.map(\.chunkID)).isSuperset(of: expected), "\(terms)")
        #expect(try collection.lexicalSearch(matching: query, limit: 100) == found)
        #expect(try collection.lexicalMatches(matching: query, among: Array(texts.keys)) == found)
    }

    @Test(
        "They find only what holds one of their words, and the same every time",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func queries(seed: UInt64) throws {
        var queries = HostileQueries(seed: seed)
        for _ in 0..<150 { try check(LexicalTerms(query: queries.next()).terms) }
    }

    @Test("Terms that nobody cleaned are as harmless", arguments: 5...8 as ClosedRange<UInt64>)
    func terms(seed: UInt64) throws {
        var queries = HostileQueries(seed: seed)
        for count in 0..<100 { try check((0...count % 5).map { _ in queries.next() }) }
    }

    /// Fails where quotation marks are looked for among characters: FTS5 sees the mark without its accent.
    @Test("A quotation mark with an accent ends no string")
    func accentedQuotationMarks() throws {
        for term in ["\"\u{301} OR heron", "x\"\u{200D}) heron", "heron\"\u{FE0F}:"] { try check([term]) }
        #expect(try collection.search("\"\u{301} OR heron").isEmpty)
    }

    @Test("The exact text comes first for quotations and names, before texts with the same words elsewhere")
    func exactForms() throws {
        let exact = [
            (#"“red heron nest”"#, "the red heron nest fell"), ("ERR_CONN-42", "it says ERR_CONN-42 again"),
            ("v2.3.1", "since version v2.3.1 only"), ("3.14", "about 3.14 or so"),
            ("1,250.50", "it costs 1,250.50 now"),
            ("foo_bar", "calls foo_bar once more"), ("a.b@example.org", "to a.b@example.org it went"),
            ("section 4.2", "see section 4.2 for more"), ("「東京の夏」", "東 京 の 夏 で す"),
        ]
        let scattered = [
            "heron red the nest fell", "42 says CONN again ERR", "1 since version 3 only v2", "14 about so 3 or",
            "50 it costs 250 now 1", "bar calls foo once more", "to example went b org a it",
            "see 2 for section more 4",
            "夏 で す 京 の 東",
        ]
        for (number, text) in scattered.enumerated() { try collection.add("scattered \(number)", text) }
        for (query, text) in exact {
            let ids = try collection.add(query, text).insertedChunkIDs
            let terms = LexicalTerms(query: query).terms
            let found = try collection.lexicalSearch(matching: LexicalQuery(terms: terms), limit: 2).matches
            #expect(found.map(\.chunkID).first == ids.first && found.count == 2, "\(query)")
            #expect(found[0].score > 1.2 * found[1].score, "\(query)")
        }
    }
}
