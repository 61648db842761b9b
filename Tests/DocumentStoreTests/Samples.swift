import DocumentStore
import Foundation
import TestSupport

/// A store in a folder of its own.
struct TemporaryStore {
    let directory: TemporaryDirectory
    let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(folder: directory.url)
    }

    var databaseFile: URL { directory.url.appending(path: "roost.sqlite") }

    func collection(_ name: String = "notes", owner: CollectionOwner = .local) throws -> any CollectionHandle {
        try store.openOrCreateCollection(named: name, owner: owner, model: .tiny)
    }
}

extension EmbeddingModelIdentity {
    static let tiny = EmbeddingModelIdentity(name: "tiny", dimension: 4)
}

extension NewDocument {
    /// A document whose digest follows from its text.
    init(_ name: String, text: String) {
        self.init(
            name: name,
            mediaType: "text/plain",
            sha256: digest(of: text),
            byteCount: text.utf8.count,
            text: text,
            uploadedAt: 1_700_000_000
        )
    }
}

extension NewChunk {
    /// A chunk with the words as its place in a document that holds nothing else.
    init(_ text: String, vector: [Float] = [1, 0, 0, 0], title: String = "") {
        self.init(
            text: text,
            utf8Range: 0..<text.utf8.count,
            scalarRange: 0..<text.unicodeScalars.count,
            tokenCount: text.split(separator: " ").count,
            vector: vector,
            lexicalTitle: title,
            lexicalText: text
        )
    }
}

extension DocumentUpload {
    /// A document of one chunk.
    init(_ name: String, _ text: String) {
        self.init(document: NewDocument(name, text: text), chunks: [NewChunk(text)])
    }
}

extension CollectionHandle {
    /// Stores a document of one chunk.
    @discardableResult
    func add(_ name: String, _ text: String, policy: ReplacementPolicy = .replace) throws -> DocumentChange {
        try replaceDocument(NewDocument(name, text: text), chunks: [NewChunk(text)], policy: policy)
    }

    func search(_ terms: String..., limit: Int = 10) throws -> [Int64] {
        try lexicalSearch(matching: LexicalQuery(terms: terms), limit: limit).matches.map(\.chunkID)
    }

    func vectorIDs() throws -> [Int64] {
        var identifiers: [Int64] = []
        try readVectors(.all, batchSize: 3) { identifiers += $0.chunkIDs }
        return identifiers
    }
}

/// 32 bytes that differ for different texts (FNV-1a, repeated); no cryptographic strength is needed here.
func digest(of text: String) -> [UInt8] {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return (0..<32).map { UInt8(truncatingIfNeeded: hash >> UInt64($0 % 8 * 8)) }
}

func keyDigest(_ name: String) -> KeyDigest {
    KeyDigest(bytes: digest(of: name))
}

/// The code of the `StoreError` that `body` throws; nil when it throws nothing or something else.
func storeErrorCode(_ body: () throws -> Void) -> StoreError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? StoreError)?.code
    }
}

extension CollectionHandle {
    /// Those of some chunks that hold a term of the query.
    func lexicalMatches(matching query: LexicalQuery, among identifiers: [Int64]) throws -> LexicalResult {
        try lexicalSearch(matching: query, limit: 0, including: Set(identifiers), where: nil)
    }
}
