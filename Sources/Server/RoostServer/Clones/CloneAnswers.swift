import DocumentStore
import RetrievalEngine

/// A clone as the API shows it.
struct CloneAnswer: Encodable, Sendable {
    var id: String
    var name: String
    @Nullable var description: String?
    var basePrompt: String
    var visibility: String
    @Nullable var workspaceID: String?
    var creator: String
    var createdAt: String
    var updatedAt: String
    var documents: [CloneDocumentAnswer]
    /// The same under the name that existing clients read: the API's document names neither.
    var cloneDocuments: [CloneDocumentAnswer]

    enum CodingKeys: String, CodingKey {
        case id, name, description, visibility, documents
        case basePrompt = "base_prompt"
        case workspaceID = "workspace_id"
        case creator = "created_by_user_id"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case cloneDocuments = "clone_documents"
    }

    init(_ clone: StoredClone, indexLabel: String) {
        id = clone.id
        name = clone.content.name
        description = clone.content.description
        basePrompt = clone.content.basePrompt
        visibility = clone.content.visibility.rawValue
        workspaceID = clone.content.workspaceID
        creator = clone.creator
        createdAt = Timestamp.text(milliseconds: clone.createdAt)
        updatedAt = Timestamp.text(milliseconds: clone.updatedAt)
        documents = clone.documents.map { CloneDocumentAnswer($0, indexLabel: indexLabel) }
        cloneDocuments = documents
    }
}

/// A clone's document as the API shows it.
struct CloneDocumentAnswer: Encodable, Sendable {
    var id: String
    var cloneID: String
    var fileName: String
    var fileType: String
    var status: String
    var uploadedAt: String
    @Nullable var processedAt: String?
    var index: String

    enum CodingKeys: String, CodingKey {
        case id, status
        case cloneID = "clone_id"
        case fileName = "file_name"
        case fileType = "file_type"
        case uploadedAt = "uploaded_at"
        case processedAt = "processed_at"
        case index = "pinecone_index"
    }

    init(_ document: StoredCloneDocument, indexLabel: String) {
        id = document.id
        cloneID = document.cloneID
        fileName = document.fileName
        // A file is let in only when it is what its name says.
        fileType = FileKind(fileName: document.fileName)?.mediaType ?? "application/octet-stream"
        switch document.status {
        case .processed(let time):
            status = "processed"
            processedAt = Timestamp.text(milliseconds: time)
        case .failed:
            status = "failed"
            processedAt = nil
        }
        uploadedAt = Timestamp.text(milliseconds: document.uploadedAt)
        index = indexLabel
    }
}

/// What became of an upload.
struct CloneUploadAnswer: Encodable, Sendable {
    struct Result: Encodable, Sendable {
        var success: Bool
        var message: String
    }

    var document: CloneDocumentAnswer
    var uploadResult: Result
}

/// What a clone says.
struct CloneChatAnswer: Encodable, Sendable {
    var response: String
    /// Left out when nothing was found.
    var context: CloneChatContext?
}

/// What of a clone's documents an answer was made from, best first; `[1]` in the answer is the first.
struct CloneChatContext: Encodable, Sendable {
    struct Document: Encodable, Sendable {
        var documentID: String
        var fileName: String
        var content: String
        /// The similarity to the question, in [0, 1].
        var score: Double

        enum CodingKeys: String, CodingKey {
            case content, score
            case documentID = "document_id"
            case fileName = "file_name"
        }
    }

    var documents: [Document]

    /// - Parameter listed: The clone's documents; passages of others, which came or went meanwhile, are left out.
    /// - Returns: Nil when nothing is left.
    init?(_ passages: [Passage], of listed: [StoredCloneDocument]) {
        let processed = listed.filter {
            if case .processed = $0.status { true } else { false }
        }
        let identifiers = Dictionary(processed.map { ($0.fileName, $0.id) }, uniquingKeysWith: { first, _ in first })
        documents = passages.compactMap { passage in
            identifiers[passage.document].map { id in
                Document(
                    documentID: id,
                    fileName: passage.document,
                    content: passage.text,
                    score: min(1, max(0, passage.scores.similarity))
                )
            }
        }
        if documents.isEmpty { return nil }
    }
}

/// How the answering model is.
struct CloneHealth: Encodable, Sendable {
    var status: String
    var message: String
    var error: String?

    static let healthy = CloneHealth(status: "healthy", message: "AI service is operational")
    static let unhealthy = CloneHealth(
        status: "unhealthy",
        message: "AI service cannot be reached",
        error: CloneFailure.modelFailure
    )
}
