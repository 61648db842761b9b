import Foundation
import GRDB

extension SQLiteCollection {
    private static let documentColumns = """
        id, name, media_type, sha256, byte_count, title, metadata, page_count, chunk_count, token_count, status,
        failure, uploaded_at
        """

    private static let chunkQuery = """
        SELECT chunk.id, document_id, name, ordinal, text, utf8_start, utf8_end, scalar_start, scalar_end, page,
            page_breaks, heading_path, chunk.metadata, window_text, chunk.token_count
        FROM chunk JOIN document ON document.id = document_id
        """

    func document(named name: String) throws(StoreError) -> StoredDocument? {
        try store.read("read the document") { database in
            let sql = "SELECT \(Self.documentColumns) FROM document WHERE collection_id = ? AND name = ?"
            return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [id, name]).map(StoredDocument.init)
        }
    }

    func documents(limit: Int, offset: Int) throws(StoreError) -> [StoredDocument] {
        try store.read("list the documents") { database in
            let sql = """
                SELECT \(Self.documentColumns) FROM document WHERE collection_id = ? ORDER BY id LIMIT ? OFFSET ?
                """
            let arguments: StatementArguments = [id, max(0, limit), max(0, offset)]
            return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map(StoredDocument.init)
        }
    }

    func statistics() throws(StoreError) -> CollectionStatistics {
        try store.read("count the documents") { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) FILTER (WHERE status = 'ready'), count(*) FILTER (WHERE status = 'failed'),
                        coalesce(sum(chunk_count), 0)
                    FROM document WHERE collection_id = ?
                    """,
                arguments: [id]
            )
            guard let row else { throw StoreError.corrupt("no row of counts") }
            return try CollectionStatistics(
                readyDocumentCount: row.decode(atIndex: 0),
                failedDocumentCount: row.decode(atIndex: 1),
                chunkCount: row.decode(atIndex: 2)
            )
        }
    }

    func text(ofDocumentNamed name: String) throws(StoreError) -> String? {
        try text("document.name = ?", name)
    }

    func text(ofDocument identifier: Int64) throws(StoreError) -> String? {
        try text("document.id = ?", identifier)
    }

    private func text(_ condition: String, _ argument: any DatabaseValueConvertible) throws(StoreError) -> String? {
        try store.read("read the document's text") { database in
            let sql = """
                SELECT text FROM document JOIN document_text ON document_id = document.id
                WHERE collection_id = ? AND status = 'ready' AND \(condition)
                """
            return try String.fetchOne(database.cachedStatement(sql: sql), arguments: [id, argument])
        }
    }

    func chunks(_ identifiers: [Int64]) throws(StoreError) -> [StoredChunk] {
        let range = chunkRange
        return try store.read("read chunks") { database in
            let statement = try database.cachedStatement(sql: Self.chunkQuery + " WHERE chunk.id = ?")
            return try identifiers.lazy.filter(range.contains).compactMap { identifier in
                try Row.fetchOne(statement, arguments: [identifier]).map(StoredChunk.init)
            }
        }
    }

    func chunks(ofDocumentNamed name: String) throws(StoreError) -> [StoredChunk] {
        try store.read("read a document's chunks") { database in
            let sql = Self.chunkQuery + " WHERE document.collection_id = ? AND name = ? ORDER BY ordinal"
            return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [id, name]).map(StoredChunk.init)
        }
    }

    func chunkIDs(matching filter: MetadataFilter) throws(StoreError) -> [Int64] {
        let range = chunkRange
        return try store.read("filter chunks") { database in
            let query: SQL = """
                SELECT id FROM chunk WHERE id BETWEEN \(range.lowerBound) AND \(range.upperBound) AND \(filter.sql)
                ORDER BY id
                """
            return try SQLRequest<Int64>(literal: query).fetchAll(database)
        }
    }
}
