package import Chunking

/// How far a document has come.
package enum DocumentStatus: Hashable, Sendable {
    case pending
    case processing
    /// Wholly searchable.
    case ready
    case failed(reason: String)
}

/// A document as it is stored, without its text.
package struct StoredDocument: Hashable, Sendable, Identifiable {
    /// Never used again for another document; stays when the content is replaced.
    package var id: Int64
    package var name: String
    package var mediaType: String
    package var sha256: [UInt8]
    package var byteCount: Int
    package var title: String?
    /// A JSON object.
    package var metadata: String
    package var pageCount: Int?
    package var chunkCount: Int
    /// Sum over the chunks.
    package var tokenCount: Int
    package var status: DocumentStatus
    /// Unix seconds.
    package var uploadedAt: Int64
}

/// A chunk as it is stored, without its vector.
package struct StoredChunk: Hashable, Sendable, Identifiable {
    /// Never used again for another chunk.
    package var id: Int64
    package var documentID: Int64
    package var documentName: String
    /// Position in the document, from 0.
    package var ordinal: Int
    package var text: String
    package var utf8Range: Range<Int>
    package var scalarRange: Range<Int>
    package var page: Int?
    /// The further pages it reaches into, in order; empty for chunks of releases that did not keep them.
    package var pageBreaks: [PageBreak]
    package var headingPath: [String]
    /// A JSON object.
    package var metadata: String
    package var windowText: String?
    package var tokenCount: Int
}
