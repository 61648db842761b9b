package import Chunking

/// A document to be stored: everything but its chunks.
///
/// No string may hold a NUL character.
package struct NewDocument: Sendable {
    /// Unique in the collection; 1 to 512 Unicode scalars.
    package var name: String
    /// Such as `application/pdf`.
    package var mediaType: String
    /// The SHA-256 digest of the bytes, 32 bytes.
    package var sha256: [UInt8]
    package var byteCount: Int
    package var title: String?
    /// A JSON object.
    package var metadata: String
    /// The whole extracted text; the ranges of the chunks refer to it.
    package var text: String
    /// Nil when the format has no pages.
    package var pageCount: Int?
    /// Files that its chunks refer to, or that it was made of.
    package var assets: [NewAsset]
    /// Who gave it to an agent, to be written down with it; nil where no agent is to know it.
    package var ingestion: NewIngestion?
    /// When this content was uploaded, Unix seconds.
    package var uploadedAt: Int64

    package init(
        name: String,
        mediaType: String,
        sha256: [UInt8],
        byteCount: Int,
        title: String? = nil,
        metadata: String = "{}",
        text: String,
        pageCount: Int? = nil,
        assets: [NewAsset] = [],
        ingestion: NewIngestion? = nil,
        uploadedAt: Int64
    ) {
        self.name = name
        self.mediaType = mediaType
        self.sha256 = sha256
        self.byteCount = byteCount
        self.title = title
        self.metadata = metadata
        self.text = text
        self.pageCount = pageCount
        self.assets = assets
        self.ingestion = ingestion
        self.uploadedAt = uploadedAt
    }
}

/// A chunk to be stored; its ordinal is its position in the list.
///
/// No string may hold a NUL character.
package struct NewChunk: Sendable {
    package var text: String
    /// The place in the document's text, as UTF-8 offsets; within that text.
    package var utf8Range: Range<Int>
    /// The same place as offsets of Unicode scalars.
    package var scalarRange: Range<Int>
    /// 1-based; nil without pages.
    package var page: Int?
    /// The further pages it reaches into, in order.
    package var pageBreaks: [PageBreak]
    package var headingPath: [String]
    /// A JSON object.
    package var metadata: String
    /// Text that takes the place of `text` in answers, when the uploader gave one.
    package var windowText: String?
    package var tokenCount: Int
    /// As many finite values as the collection's dimension.
    package var vector: [Float]
    /// Nil when none are kept.
    package var tokenCodes: ChunkTokenCodes?
    /// What the full-text index gets, in two fields; matches in the title weigh more.
    package var lexicalTitle: String
    package var lexicalText: String

    package init(
        text: String,
        utf8Range: Range<Int>,
        scalarRange: Range<Int>,
        page: Int? = nil,
        pageBreaks: [PageBreak] = [],
        headingPath: [String] = [],
        metadata: String = "{}",
        windowText: String? = nil,
        tokenCount: Int,
        vector: [Float],
        tokenCodes: ChunkTokenCodes? = nil,
        lexicalTitle: String = "",
        lexicalText: String
    ) {
        self.text = text
        self.utf8Range = utf8Range
        self.scalarRange = scalarRange
        self.page = page
        self.pageBreaks = pageBreaks
        self.headingPath = headingPath
        self.metadata = metadata
        self.windowText = windowText
        self.tokenCount = tokenCount
        self.vector = vector
        self.tokenCodes = tokenCodes
        self.lexicalTitle = lexicalTitle
        self.lexicalText = lexicalText
    }
}

/// A document with its chunks.
package struct DocumentUpload: Sendable {
    package var document: NewDocument
    package var chunks: [NewChunk]

    package init(document: NewDocument, chunks: [NewChunk]) {
        self.document = document
        self.chunks = chunks
    }
}

/// A document that could not be ingested.
package struct DocumentFailure: Sendable {
    /// As `NewDocument.name`.
    package var name: String
    package var mediaType: String
    package var sha256: [UInt8]
    package var byteCount: Int
    /// What lists show; not empty.
    package var reason: String
    /// Unix seconds.
    package var uploadedAt: Int64

    package init(
        name: String,
        mediaType: String,
        sha256: [UInt8],
        byteCount: Int,
        reason: String,
        uploadedAt: Int64
    ) {
        self.name = name
        self.mediaType = mediaType
        self.sha256 = sha256
        self.byteCount = byteCount
        self.reason = reason
        self.uploadedAt = uploadedAt
    }
}

/// What happens when a ready document of the name is there; one that failed is always replaced.
package enum ReplacementPolicy: Sendable {
    /// Replaces it, unless its SHA-256 is the same: then nothing changes.
    case replace
    /// Replaces it whatever its SHA-256.
    case overwrite
    /// Throws `alreadyExists`.
    case failIfExists
    /// Replaces it whatever its SHA-256; throws `notFound` when there is none.
    case mustExist
}
