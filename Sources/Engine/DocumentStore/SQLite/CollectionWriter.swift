import Foundation
import GRDB

/// Changes one collection within a transaction.
///
/// Reads the collection's counters at the beginning; `finish()` writes them back and must be the last call.
struct CollectionWriter {
    let database: Database
    let collection: Int64
    private(set) var token: Int64
    var nextChunk: Int64
    var chunkCount: Int64
    var termCount: Int64
    /// Chunks that have no full-text row yet, by identifier.
    var unindexed: [FullTextRow] = []

    struct FullTextRow {
        var id: Int64
        var title: String
        var body: String
    }

    /// - Throws: `notFound` when the collection was deleted, or when its number is another one's: a backup may have taken the
    ///   place of the database since the collection was opened.
    init(_ collection: SQLiteCollection, in database: Database) throws {
        let description = collection.description
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT change_token, next_chunk, chunk_count, term_count FROM collection
                    WHERE id = ? AND owner_kind = ? AND owner_identifier = ? AND name = ? AND model_name = ?
                    """
            ),
            arguments: [
                collection.id, description.owner.kind, description.owner.identifier, description.name,
                description.model.name,
            ]
        )
        guard let row else { throw StoreError(code: .notFound, message: "the collection was deleted") }
        self.database = database
        self.collection = collection.id
        token = try row.decode(atIndex: 0)
        nextChunk = try row.decode(atIndex: 1)
        chunkCount = try row.decode(atIndex: 2)
        termCount = try row.decode(atIndex: 3)
        guard [token, nextChunk, chunkCount, termCount].allSatisfy((0..<Int64.max / 2).contains) else {
            throw StoreError.corrupt("a collection has an impossible counter")
        }
    }

    /// Writes the full-text rows and the counters.
    mutating func finish() throws {
        try insertFullTextRows()
        guard chunkCount >= 0, termCount >= 0 else {
            throw StoreError.corrupt("a document had more chunks or terms than its collection counted")
        }
        try execute(
            "UPDATE collection SET change_token = ?, next_chunk = ?, chunk_count = ?, term_count = ? WHERE id = ?",
            [token, nextChunk, chunkCount, termCount, collection]
        )
        try execute(
            "DELETE FROM collection_change WHERE collection_id = ? AND token <= ?",
            [collection, token - SQLiteCollection.rememberedChangeCount]
        )
    }

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Remembers a change of the chunks under a new token.
    mutating func logChange(
        of document: Int64,
        _ outcome: DocumentChange.Outcome,
        removed: ClosedRange<Int64>?,
        inserted: ClosedRange<Int64>?
    ) throws -> DocumentChange {
        let previousToken = token
        if removed != nil || inserted != nil {
            token += 1
            try execute(
                "INSERT INTO collection_change VALUES (?, ?, ?, ?, ?, ?, random())",
                [
                    collection, token, removed?.lowerBound, removed?.upperBound,
                    inserted?.lowerBound, inserted?.upperBound,
                ]
            )
        }
        return DocumentChange(
            documentID: document,
            outcome: outcome,
            removedChunkIDs: removed.map(Array.init) ?? [],
            insertedChunkIDs: inserted.map(Array.init) ?? [],
            previousToken: previousToken,
            token: token
        )
    }
}
