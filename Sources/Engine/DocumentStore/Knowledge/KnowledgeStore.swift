/// Remembers what agents know, and who told them.
///
/// What an agent knows is one collection, whose documents are its sources under their identifiers.
package protocol KnowledgeStore: Sendable {
    /// The collection of what an agent knows, made first when there is none.
    ///
    /// - Returns: Nil when the workspace has no such agent; then nothing is made.
    func openKnowledge(
        ofAgent agent: String,
        inWorkspace workspace: String,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> (any CollectionHandle)?

    /// Every time that something was given to an agent, oldest first; empty when the workspace has no such agent.
    ///
    /// - Parameter source: A source's identifier, to leave out the others.
    func ingestions(
        ofAgent agent: String,
        inWorkspace workspace: String,
        source: String?
    ) throws(StoreError) -> [StoredIngestion]
}

/// How a source came to an agent.
package enum KnowledgeSourceType: String, Sendable, CaseIterable {
    case file
    case message
    case external
}

/// That somebody gives a document to an agent: written down in the transaction that stores the document, and kept when
/// another one takes its place.
package struct NewIngestion: Hashable, Sendable {
    package var workspaceID: String
    package var agentID: String
    package var sourceType: KnowledgeSourceType
    /// 1 to 255 characters; nil when it has no name.
    package var sourceName: String?
    /// At most 512 characters; nil when it is no file.
    package var fileName: String?
    /// As tokens name the user; 1 to 256 characters.
    package var userID: String
    /// What a message says; nil for what is none.
    package var intelligence: MessageIntelligence?

    package init(
        workspaceID: String,
        agentID: String,
        sourceType: KnowledgeSourceType,
        sourceName: String? = nil,
        fileName: String? = nil,
        userID: String,
        intelligence: MessageIntelligence? = nil
    ) {
        self.workspaceID = workspaceID
        self.agentID = agentID
        self.sourceType = sourceType
        self.sourceName = sourceName
        self.fileName = fileName
        self.userID = userID
        self.intelligence = intelligence
    }
}

/// That somebody gave a document to an agent.
package struct StoredIngestion: Hashable, Sendable, Identifiable {
    /// Grows; never used again.
    package var id: Int64
    package var ingestion: NewIngestion
    /// The name of the document, a UUID.
    package var sourceID: String
    package var mediaType: String
    package var byteCount: Int
    package var sha256: [UInt8]
    package var chunkCount: Int
    /// Unix seconds.
    package var createdAt: Int64
}
