import Foundation
import GRDB

extension StoredDocument {
    /// Reads the columns in the order of `SQLiteCollection.documentColumns`.
    init(_ row: Row) throws {
        let sha256: Data = try row.decode(atIndex: 3)
        self.init(
            id: try row.decode(atIndex: 0),
            name: try row.decode(atIndex: 1),
            mediaType: try row.decode(atIndex: 2),
            sha256: Array(sha256),
            byteCount: try row.decode(atIndex: 4),
            title: try row.decode(atIndex: 5),
            metadata: try row.decode(atIndex: 6),
            pageCount: try row.decode(atIndex: 7),
            chunkCount: try row.decode(atIndex: 8),
            tokenCount: try row.decode(atIndex: 9),
            status: try DocumentStatus(name: row.decode(atIndex: 10), failure: row.decode(atIndex: 11)),
            uploadedAt: try row.decode(atIndex: 12)
        )
    }
}

extension DocumentStatus {
    fileprivate init(name: String, failure: String?) throws {
        switch (name, failure) {
        case ("pending", nil): self = .pending
        case ("processing", nil): self = .processing
        case ("ready", nil): self = .ready
        case ("failed", let reason?): self = .failed(reason: reason)
        default: throw StoreError.corrupt("a document has the status \"\(name)\"")
        }
    }
}

extension StoredChunk {
    /// Reads the columns in the order of `SQLiteCollection.chunkQuery`.
    init(_ row: Row) throws {
        self.init(
            id: try row.decode(atIndex: 0),
            documentID: try row.decode(atIndex: 1),
            documentName: try row.decode(atIndex: 2),
            ordinal: try row.decode(atIndex: 3),
            text: try row.decode(atIndex: 4),
            utf8Range: try row.range(atIndex: 5),
            scalarRange: try row.range(atIndex: 7),
            page: try row.decode(atIndex: 9),
            pageBreaks: try PageBreaks.decode(row.decode(atIndex: 10)),
            headingPath: try HeadingPath.decode(row.decode(atIndex: 11)),
            metadata: try row.decode(atIndex: 12),
            windowText: try row.decode(atIndex: 13),
            tokenCount: try row.decode(atIndex: 14)
        )
    }
}

extension Row {
    /// The range whose bounds stand in this column and the next.
    fileprivate func range(atIndex index: Int) throws -> Range<Int> {
        let lower: Int = try decode(atIndex: index)
        let upper: Int = try decode(atIndex: index + 1)
        guard 0 <= lower, lower <= upper else { throw StoreError.corrupt("a chunk has the range \(lower)..<\(upper)") }
        return lower..<upper
    }
}
