import DocumentStore
import Ranking

extension FuzzTarget {
    /// Full-text queries: the terms of a question, and terms that nobody cleaned, one a line.
    static let lexicalQuery = FuzzTarget(
        name: "lexical-query",
        maximumByteCount: 512,
        dictionary: [
            " AND ", " OR ", " NOT ", "NEAR(", "title:", "{title body}:", "\"", "\"\"", "*", "^", "'",
            "; DROP TABLE chunk_text; --",
            "heron", "stork", "\u{FEFF}", "\u{301}", "手", "机", "v1.2", "a_b", "?1", "$a", "“", "”",
        ],
        seeds: {
            [
                "heron OR stork", "\"the heron\" NEAR(stork, 5)", "手机 v1.2 x@y.z", "title:heron*\n^stork -egret\n\"",
                "a_b ERR-42 “red heron”",
            ]
            .map { Array($0.utf8) }
        },
        test: { input in
            let text = input.text
            let terms = LexicalTerms(query: text).terms
            expect(
                terms.count <= LexicalTerms.maximumCount && Set(terms).count == terms.count,
                "terms are few and distinct"
            )
            for term in terms {
                expect(
                    !term.isEmpty && !term.contains(where: { "\"*^:(){}'+-".contains($0) }),
                    "no term has an operator: \(term)"
                )
            }
            _ = LexicalTerms.indexText(text)
            LexicalStore.shared.check(terms)
            LexicalStore.shared.check(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    )
}

/// A store of two collections with a few texts.
private struct LexicalStore: Sendable {
    static let shared = LexicalStore()

    private let collection: any CollectionHandle
    private let own: Set<Int64>

    private init() {
        let texts = ["heron", "stork", "heron stork", "42 heron", "v1 2", "x y z", "egret and ibis", "手 机", "the"]
        do {
            let store = try SQLiteStore(folder: ScratchFolder().url)
            let model = EmbeddingModelIdentity(name: "tiny", dimension: 1)
            collection = try store.openOrCreateCollection(named: "a", owner: .local, model: model)
            let other = try store.openOrCreateCollection(named: "b", owner: .local, model: model)
            own = try Self.add(texts, to: collection)
            _ = try Self.add(texts, to: other)
        } catch {
            fatalError("no store: \(error)")
        }
    }

    private static func add(_ texts: [String], to collection: any CollectionHandle) throws -> Set<Int64> {
        let uploads = texts.map { text in
            let document = NewDocument(
                name: text,
                mediaType: "text/plain",
                sha256: Array(repeating: 0, count: 32),
                byteCount: text.utf8.count,
                text: text,
                uploadedAt: 1_700_000_000
            )
            let chunk = NewChunk(
                text: text,
                utf8Range: 0..<text.utf8.count,
                scalarRange: 0..<text.unicodeScalars.count,
                tokenCount: 1,
                vector: [1],
                lexicalTitle: "",
                lexicalText: text
            )
            return DocumentUpload(document: document, chunks: [chunk])
        }
        return Set(try collection.replaceDocuments(uploads, policy: .replace).flatMap { try $0.get().insertedChunkIDs })
    }

    func check(_ terms: [String]) {
        let query = LexicalQuery(terms: terms)
        do {
            let found = try collection.lexicalSearch(matching: query, limit: 100)
            expect(found.terms.count <= LexicalQuery.maximumTermCount, "a query has few terms")
            expect(Set(found.matches.map(\.chunkID)).isSubset(of: own), "a search finds nothing of another collection")
            expect(found.matches.allSatisfy { $0.score > 0 && $0.score.isFinite }, "scores are positive")
            let again = try collection.lexicalSearch(matching: query, limit: 100)
            expect(again == found, "a search finds the same again")
        } catch {
            fatalError("a query fails: \(error)")
        }
    }
}
