import Foundation
import GRDB

extension CollectionWriter {
    /// What decides whether a document may be replaced.
    private struct Existing {
        var id: Int64
        var isReady: Bool
        var sha256: Data
    }

    /// Stores one upload; the result is a failure when it breaks a rule, and then nothing was written.
    ///
    /// - Throws: What makes the whole transaction fail.
    mutating func store(
        _ upload: Result<PreparedUpload, StoreError>,
        policy: ReplacementPolicy
    ) throws -> Result<DocumentChange, StoreError> {
        switch upload {
        case .failure(let error): return .failure(error)
        case .success(let upload):
            let existing = try existingDocument(named: upload.document.name)
            if let refusal = refusal(of: upload.document, existing: existing, policy: policy) {
                return .failure(refusal)
            }
            if let existing, isUnchanged(upload.document, existing: existing, policy: policy) {
                return .success(try logChange(of: existing.id, .unchanged, removed: nil, inserted: nil))
            }
            return try .success(write(upload, replacing: existing))
        }
    }

    mutating func deleteDocument(named name: String) throws -> DocumentChange? {
        guard let existing = try existingDocument(named: name) else { return nil }
        let removed = try removeChunks(ofDocument: existing.id)
        try execute("DELETE FROM document WHERE id = ?", [existing.id])
        return try logChange(of: existing.id, .deleted, removed: removed, inserted: nil)
    }

    /// - Returns: False when a ready document of that name stays as it is.
    func record(_ failure: DocumentFailure) throws -> Bool {
        try execute(
            """
            INSERT INTO document (collection_id, name, media_type, sha256, byte_count, metadata,
                chunk_count, token_count, status, failure, uploaded_at)
            VALUES (?, ?, ?, ?, ?, '{}', 0, 0, 'failed', ?, ?)
            ON CONFLICT (collection_id, name) DO UPDATE SET
                media_type = excluded.media_type, sha256 = excluded.sha256, byte_count = excluded.byte_count,
                status = excluded.status, failure = excluded.failure, uploaded_at = excluded.uploaded_at
            WHERE status <> 'ready'
            """,
            [
                collection, failure.name, failure.mediaType, Data(failure.sha256), failure.byteCount,
                failure.reason, failure.uploadedAt,
            ]
        )
        return database.changesCount > 0
    }

    private func existingDocument(named name: String) throws -> Existing? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT id, status, sha256 FROM document WHERE collection_id = ? AND name = ?"
            ),
            arguments: [collection, name]
        )
        return try row.map { row in
            let status: String = try row.decode(atIndex: 1)
            return try Existing(id: row.decode(atIndex: 0), isReady: status == "ready", sha256: row.decode(atIndex: 2))
        }
    }

    private func refusal(of document: NewDocument, existing: Existing?, policy: ReplacementPolicy) -> StoreError? {
        let isReady = existing?.isReady ?? false
        switch policy {
        case .failIfExists where isReady:
            return StoreError(code: .alreadyExists, message: "there is a document named \"\(document.name)\" already")
        case .mustExist where !isReady:
            return StoreError(code: .notFound, message: "there is no document named \"\(document.name)\"")
        default:
            return nil
        }
    }

    private func isUnchanged(_ document: NewDocument, existing: Existing, policy: ReplacementPolicy) -> Bool {
        policy == .replace && existing.isReady && existing.sha256 == Data(document.sha256)
    }

    private mutating func write(_ upload: PreparedUpload, replacing existing: Existing?) throws -> DocumentChange {
        let removed = try existing.flatMap { try removeChunks(ofDocument: $0.id) }
        let document = try writeDocument(upload)
        let inserted = try insert(upload.chunks, document: document)
        return try logChange(
            of: document,
            existing?.isReady == true ? .replaced : .inserted,
            removed: removed,
            inserted: inserted
        )
    }

    /// - Returns: The document's identifier, the old one when there was a document of that name.
    private func writeDocument(_ upload: PreparedUpload) throws -> Int64 {
        let document = upload.document
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO document (collection_id, name, media_type, sha256, byte_count, title, metadata, page_count,
                    chunk_count, token_count, status, failure, uploaded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ready', NULL, ?)
                ON CONFLICT (collection_id, name) DO UPDATE SET
                    media_type = excluded.media_type, sha256 = excluded.sha256, byte_count = excluded.byte_count,
                    title = excluded.title, metadata = excluded.metadata, page_count = excluded.page_count,
                    chunk_count = excluded.chunk_count, token_count = excluded.token_count,
                    status = excluded.status, failure = excluded.failure, uploaded_at = excluded.uploaded_at
                RETURNING id
                """
        )
        let id = try Int64.fetchOne(
            statement,
            arguments: [
                collection, document.name, document.mediaType, Data(document.sha256), document.byteCount,
                document.title, document.metadata, document.pageCount, upload.chunks.count, upload.tokenCount,
                document.uploadedAt,
            ]
        )
        guard let id else { throw StoreError.corrupt("a document was written without an identifier") }
        try execute("INSERT OR REPLACE INTO document_text (document_id, text) VALUES (?, ?)", [id, document.text])
        try replaceAssets(ofDocument: id, by: document.assets, now: document.uploadedAt)
        if let ingestion = document.ingestion {
            try record(ingestion, of: upload)
        }
        return id
    }
}
