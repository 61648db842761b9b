import DocumentStore

/// A store of two collections with a few texts.
struct LexicalStore: Sendable {
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
                metadata: #"{"page": 1, "tags": ["x", "it's"], "draft": true, "note": null, "\#(text)": 1.5}"#,
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

    func check(_ filter: MetadataFilter) {
        do {
            let found = try collection.chunkIDs(matching: filter)
            expect(
                Set(found).isSubset(of: own) && found == found.sorted(),
                "a filter finds nothing of another collection"
            )
            let others = try collection.chunkIDs(
                matching: MetadataFilter(must: [], mustNot: [.filter(filter)], should: [])
            )
            expect(found.count + others.count == own.count, "a chunk passes a filter or its opposite")
        } catch {
            fatalError("a filter fails: \(error)")
        }
    }
}
