package import DocumentStore

/// A document to ingest: a name and what it holds.
public struct DocumentSource: Sendable {
    /// What a document holds.
    public enum Content: Sendable {
        /// A file: PDF, DOCX, HTML, Markdown, CSV, JSON or plain text, told apart by content first and then by name.
        case file([UInt8])
        /// Plain text, whatever it looks like.
        case text(String)
        /// Text that the caller has cut already: each node becomes one chunk, as it is.
        case nodes([DocumentNode])
    }

    /// The name, unique in the collection; 1 to 512 characters.
    public var name: String
    public var content: Content
    /// What the caller wants to remember about the document, a JSON object.
    public var metadata: [String: JSONValue]
    /// The name that a file has by itself, by which its type is told; nil where that is the document's.
    package var fileName: String?
    /// Files that are kept with it: those that its nodes refer to, or the one that it was made of.
    package var assets: [NewAsset] = []
    /// Who gave it to an agent; nil where no agent is to know it.
    package var ingestion: NewIngestion?
    /// Whether a file without any text, such as a scan, becomes a document without chunks instead of being refused.
    package var mayLackText = false

    public init(name: String, content: Content, metadata: [String: JSONValue] = [:]) {
        self.name = name
        self.content = content
        self.metadata = metadata
    }
}

/// One piece of text that a caller cut itself.
public struct DocumentNode: Sendable, Codable {
    /// What is embedded and searched.
    public var text: String
    /// What is kept beside it, a JSON object; an integer `page_number` becomes the page of citations.
    public var metadata: [String: JSONValue]
    /// The headings above it, outermost first.
    public var headingPath: [String]

    public init(text: String, metadata: [String: JSONValue] = [:], headingPath: [String] = []) {
        self.text = text
        self.metadata = metadata
        self.headingPath = headingPath
    }
}

/// What to do when a collection has a document of the same name.
public enum NamePolicy: Sendable {
    /// The same bytes change nothing; other bytes replace the old document.
    case replace
    /// The old document is replaced, also by the same bytes, whose metadata may be others.
    case overwrite
    /// The document is refused with ``EngineError/Code/alreadyExists``.
    case mustBeNew
    /// The old document is replaced; a missing one is ``EngineError/Code/notFound``.
    case mustExist
}

/// What became of an ingested document.
public struct IngestedDocument: Sendable, Codable {
    public enum Outcome: String, Sendable, Codable {
        case inserted
        case replaced
        /// The collection held the same name with the same bytes.
        case unchanged
    }

    public var name: String
    public var outcome: Outcome
    public var chunkCount: Int
    /// Tokens of the chunks as the encoder counts them, without its two special ones.
    public var tokenCount: Int
}
