import Foundation
import GRDB

extension CollectionWriter {
    /// Inserts chunks with their vectors and token codes; their full-text rows follow in `finish()`.
    ///
    /// - Returns: Their identifiers, in order; nil when there are none.
    mutating func insert(_ chunks: [PreparedChunk], document: Int64) throws -> ClosedRange<Int64>? {
        guard !chunks.isEmpty else { return nil }
        guard nextChunk + Int64(chunks.count) <= Int64(UInt32.max) else {
            throw StoreError.invalid("the collection has used up its chunk identifiers")
        }
        let first = collection << 32 | nextChunk
        let identifiers = first...(first + Int64(chunks.count) - 1)
        for (ordinal, (id, chunk)) in zip(identifiers, chunks).enumerated() {
            try insertRow(of: chunk, id: id, document: document, ordinal: ordinal)
            try execute("INSERT INTO chunk_vector (chunk_id, vector) VALUES (?, ?)", [id, chunk.vector])
            try insertTokenCodes(of: chunk, id: id)
            unindexed.append(FullTextRow(id: id, title: chunk.chunk.lexicalTitle, body: chunk.chunk.lexicalText))
        }
        nextChunk += Int64(chunks.count)
        chunkCount += Int64(chunks.count)
        return identifiers
    }

    /// Inserts the full-text rows of all chunks inserted so far.
    ///
    /// The full-text index writes what it has gathered whenever SQLite opens a savepoint, which a statement with a
    /// trigger makes it do. So its rows come after all others: row by row between them, they take five times as long.
    mutating func insertFullTextRows() throws {
        guard let first = unindexed.first?.id, let last = unindexed.last?.id else { return }
        for row in unindexed {
            try execute("INSERT INTO chunk_text (rowid, title, body) VALUES (?, ?, ?)", [row.id, row.title, row.body])
        }
        termCount += try LexicalLength.sum(of: first...last, in: database)
        unindexed = []
    }

    /// Removes a document's chunks; the schema removes vectors, token codes and full-text rows with them.
    ///
    /// - Returns: Their identifiers, which are consecutive because one transaction made them; nil when there are none.
    mutating func removeChunks(ofDocument document: Int64) throws -> ClosedRange<Int64>? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT min(id), max(id), count(*) FROM chunk WHERE document_id = ? AND collection_id = ?"
            ),
            arguments: [document, collection]
        )
        guard let row, let first: Int64 = try row.decode(atIndex: 0) else { return nil }
        let last: Int64 = try row.decode(atIndex: 1)
        let count: Int64 = try row.decode(atIndex: 2)
        let range = ChunkIdentifier.range(ofCollection: collection)
        guard first <= last, range.contains(first), range.contains(last), last - first == count - 1 else {
            throw StoreError.corrupt("a document's chunks do not have consecutive identifiers")
        }
        unindexed.removeAll { (first...last).contains($0.id) }
        termCount -= try LexicalLength.sum(of: first...last, in: database)
        chunkCount -= count
        try execute("DELETE FROM chunk WHERE document_id = ?", [document])
        return first...last
    }

    private func insertTokenCodes(of prepared: PreparedChunk, id: Int64) throws {
        guard let codes = prepared.tokenCodes else { return }
        try execute(
            "INSERT INTO chunk_token_code (chunk_id, dimension, codes) VALUES (?, ?, ?)",
            [id, prepared.chunk.tokenCodes?.dimension, codes]
        )
    }

    private func insertRow(of prepared: PreparedChunk, id: Int64, document: Int64, ordinal: Int) throws {
        let chunk = prepared.chunk
        try execute(
            """
            INSERT INTO chunk (id, collection_id, document_id, ordinal, utf8_start, utf8_end, scalar_start, scalar_end,
                page, page_breaks, heading_path, metadata, token_count, window_text, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, collection, document, ordinal,
                chunk.utf8Range.lowerBound, chunk.utf8Range.upperBound,
                chunk.scalarRange.lowerBound, chunk.scalarRange.upperBound,
                chunk.page, PageBreaks.encode(chunk.pageBreaks), prepared.headingPath, chunk.metadata, chunk.tokenCount,
                chunk.windowText, chunk.text,
            ]
        )
    }
}
