import Chunking
import Crypto
import DocumentExtraction
import DocumentStore
import Foundation
import Ranking
import Tokenization

/// Turns sources into prepared documents: extraction in child processes, the rest on the engine's pool.
struct DocumentPreparer: Sendable {
    let extractor: DocumentExtractor
    let chunker: Chunker
    let tokenizer: WordPieceTokenizer
    let pool: ComputePool

    /// - Throws: ``EngineError/Code/unreadableDocument``, ``EngineError/Code/invalidArgument`` for a name or node that
    ///   cannot be stored, ``EngineError/Code/overloaded``.
    func prepare(_ source: DocumentSource) async throws -> PreparedDocument {
        var prepared =
            switch source.content {
            case .file(let bytes): try await prepare(try await extract(bytes, of: source), bytes: bytes, of: source)
            case .text(let text):
                try await prepare(try await extract(text, of: source), bytes: Array(text.utf8), of: source)
            case .nodes(let nodes):
                try await pool.metrics.measure(.chunk) {
                    try await pool.run(in: .bulk) { try prepare(nodes, name: source.name, metadata: source.metadata) }
                }
            }
        prepared.document.assets = source.assets
        prepared.document.ingestion = source.ingestion
        return prepared
    }

    private func prepare(
        _ extracted: ExtractedDocument,
        bytes: [UInt8],
        of source: DocumentSource
    ) async throws -> PreparedDocument {
        try await pool.metrics.measure(.chunk) {
            try await pool.run(in: .bulk) {
                try prepare(
                    extracted.content,
                    format: extracted.format,
                    bytes: bytes,
                    name: source.name,
                    metadata: source.metadata
                )
            }
        }
    }

    private func extract(_ bytes: [UInt8], of source: DocumentSource) async throws -> ExtractedDocument {
        try await readable(source) { () async throws(ExtractionError) in
            try await extractor.extract(
                bytes,
                name: source.fileName ?? source.name,
                mayLackText: source.mayLackText
            )
        }
    }

    private func extract(_ text: String, of source: DocumentSource) async throws -> ExtractedDocument {
        try await readable(source) { () async throws(ExtractionError) in
            try await extractor.extract(text: text, mayLackText: source.mayLackText)
        }
    }

    private func readable(
        _ source: DocumentSource,
        _ extract: () async throws(ExtractionError) -> ExtractedDocument
    ) async throws -> ExtractedDocument {
        do {
            return try await pool.metrics.measure(.extract) { try await pool.extractions.run { try await extract() } }
        } catch let error as ExtractionError {
            throw EngineError(.unreadableDocument, "\(source.name): \(error.message)", cause: error)
        }
    }

    /// Cuts a text into chunks.
    func prepare(
        _ content: StructuredText,
        format: DocumentFormat,
        bytes: [UInt8],
        name: String,
        metadata: [String: JSONValue]
    ) throws -> PreparedDocument {
        let metadata = try Self.json(metadata)
        let chunks = chunker.chunks(of: content)
        let document = NewDocument(
            name: name,
            mediaType: format.mediaType,
            sha256: Self.digest(bytes),
            byteCount: bytes.count,
            title: content.title,
            metadata: metadata,
            text: content.text,
            pageCount: content.pages.isEmpty ? nil : content.pages.count,
            uploadedAt: Self.now
        )
        let stored = chunks.map { chunk in
            NewChunk(
                text: chunk.text,
                utf8Range: chunk.utf8Range,
                scalarRange: chunk.scalarRange,
                page: chunk.page,
                pageBreaks: chunk.pageBreaks,
                headingPath: chunk.headingPath,
                metadata: metadata,
                tokenCount: chunk.tokenCount,
                vector: [],
                lexicalTitle: LexicalTerms.indexText(chunk.headingPath.joined(separator: " ")),
                lexicalText: LexicalTerms.indexText(chunk.text)
            )
        }
        return PreparedDocument(document: document, chunks: stored, embeddingTexts: chunks.map(\.embeddingText))
    }

    /// Given nodes are chunks as they are; the document's text is the nodes' texts with a blank line between.
    func prepare(_ nodes: [DocumentNode], name: String, metadata: [String: JSONValue]) throws -> PreparedDocument {
        var text = ""
        var scalarCount = 0
        var chunks: [NewChunk] = []
        for node in nodes {
            if !chunks.isEmpty {
                text += "\n\n"
                scalarCount += 2
            }
            let start = text.utf8.count
            let scalarStart = scalarCount
            text += node.text
            scalarCount += node.text.unicodeScalars.count
            chunks.append(
                NewChunk(
                    text: node.text,
                    utf8Range: start..<text.utf8.count,
                    scalarRange: scalarStart..<scalarCount,
                    page: Self.page(of: node),
                    headingPath: node.headingPath,
                    metadata: try Self.json(metadata.merging(node.metadata) { _, ofNode in ofNode }),
                    tokenCount: tokenizer.tokenCount(node.text),
                    vector: [],
                    lexicalTitle: LexicalTerms.indexText(node.headingPath.joined(separator: " ")),
                    lexicalText: LexicalTerms.indexText(node.text)
                )
            )
        }
        let encoded = try Self.encoder.encode(nodes)
        let document = NewDocument(
            name: name,
            mediaType: "application/json",
            sha256: Self.digest(encoded),
            byteCount: encoded.count,
            metadata: try Self.json(metadata),
            text: text,
            uploadedAt: Self.now
        )
        return PreparedDocument(document: document, chunks: chunks, embeddingTexts: nodes.map(\.text))
    }

    private static func page(of node: DocumentNode) -> Int? {
        node.metadata["page_number"]?.integerValue.flatMap { $0 >= 1 ? Int($0) : nil }
    }

    /// Seconds since 1970.
    private static var now: Int64 { Int64(Date.now.timeIntervalSince1970) }

    static func digest(_ bytes: some DataProtocol) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private static func json(_ metadata: [String: JSONValue]) throws -> String {
        do {
            return String(decoding: try encoder.encode(metadata), as: UTF8.self)
        } catch {
            throw EngineError(.invalidArgument, "metadata holds a number that JSON cannot hold", cause: error)
        }
    }
}
