import Foundation
import GRDB

extension SQLiteCollection {
    func replaceDocuments(
        _ uploads: [DocumentUpload],
        policy: ReplacementPolicy,
        under lease: JobLease?
    ) throws(StoreError) -> [Result<DocumentChange, StoreError>] {
        let prepared = uploads.map { upload in
            Result { () throws(StoreError) in try PreparedUpload(upload, dimension: description.model.dimension) }
        }
        return try store.write("store documents") { database in
            if let lease, try SQLiteStore.job(under: lease, in: database) == nil {
                throw StoreError(code: .leaseLost, message: "job \(lease.jobID) is run by somebody else by now")
            }
            var writer = try CollectionWriter(self, in: database)
            let results = try prepared.map { try writer.store($0, policy: policy) }
            try writer.finish()
            return results
        }
    }

    func deleteDocument(named name: String) throws(StoreError) -> DocumentChange? {
        try store.write("delete the document") { database in
            var writer = try CollectionWriter(self, in: database)
            let change = try writer.deleteDocument(named: name)
            try writer.finish()
            return change
        }
    }

    func recordFailure(_ failure: DocumentFailure) throws(StoreError) -> Bool {
        try store.write("record the failure") { database in
            try Validation.failure(failure)
            let writer = try CollectionWriter(self, in: database)
            return try writer.record(failure)
        }
    }
}

/// An upload that obeys every rule that can be checked without the database, with its rows ready to be bound.
///
/// Made before the transaction begins, so that other writers wait no longer than they must.
struct PreparedUpload {
    let document: NewDocument
    let chunks: [PreparedChunk]
    let tokenCount: Int

    init(_ upload: DocumentUpload, dimension: Int) throws(StoreError) {
        document = upload.document
        chunks = try StoreError.wrapping("store a document") {
            try Validation.document(upload.document)
            guard upload.chunks.count <= ChunkIdentifier.maximumRunLength else {
                throw StoreError.invalid("a document has at most \(ChunkIdentifier.maximumRunLength) chunks")
            }
            let byteCount = upload.document.text.utf8.count
            return try upload.chunks.map { try PreparedChunk($0, dimension: dimension, byteCount: byteCount) }
        }
        tokenCount = upload.chunks.reduce(0) { $0 + $1.tokenCount }
    }
}

struct PreparedChunk {
    let chunk: NewChunk
    let vector: Data
    let tokenCodes: Data?
    /// A JSON array of strings.
    let headingPath: String

    init(_ chunk: NewChunk, dimension: Int, byteCount: Int) throws {
        try Validation.chunk(chunk, dimension: dimension, byteCount: byteCount)
        self.chunk = chunk
        vector = VectorBlob.encode(chunk.vector)
        tokenCodes = chunk.tokenCodes.map { Data($0.bytes) }
        headingPath = try HeadingPath.encode(chunk.headingPath)
    }
}

/// The stored form of a heading path: a JSON array of strings.
enum HeadingPath {
    static func encode(_ path: [String]) throws -> String {
        guard !path.isEmpty else { return "[]" }
        return String(decoding: try JSONEncoder().encode(path), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> [String] {
        guard text != "[]" else { return [] }
        do {
            return try JSONDecoder().decode([String].self, from: Data(text.utf8))
        } catch {
            throw StoreError(code: .corruptData, message: "a chunk's heading path is no list of strings", cause: error)
        }
    }
}
