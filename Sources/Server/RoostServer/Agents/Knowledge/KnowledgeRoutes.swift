import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// What agents know: files, messages and texts from elsewhere.
struct KnowledgeRoutes: Sendable {
    let endpoint: WorkspaceEndpoint

    var routes: [Route] {
        [endpoint.route(.post, "/api/v1/knowledge/ingest", .ingestKnowledge, ingest)]
    }

    /// Bytes of the fields of a form together, at most: a text of some 150,000 words beside the others.
    static let fieldByteCount = 1 << 20

    private var engine: RetrievalEngine { endpoint.engine }

    /// Gives a source to an agent; when it is answered, the agent's next reply can be taken from it.
    @Sendable
    private func ingest(_ request: WorkspaceRequest) async throws -> Response {
        if let type = request.request.headers[.contentType] {
            if request.request.isJSON {
                let submission = try KnowledgeSubmission(try await request.json(), hasFile: false)
                return try await ingest(submission, file: nil, for: request)
            }
            guard type.isEmpty || type.lowercased().hasPrefix("multipart/") else {
                throw APIFailure.unsupportedMediaType(of: request.request)
            }
        }
        do {
            return try await request.request.withForm(
                file: KnowledgeSubmission.fileField,
                upTo: request.maximumByteCount,
                fields: KnowledgeSubmission.fieldNames,
                upTo: Self.fieldByteCount
            ) { form in
                let submission = try KnowledgeSubmission(form)
                return try await ingest(submission, file: form.file, for: request)
            }
        } catch let error as UploadError {
            throw APIFailure(error)
        }
    }

    private func ingest(
        _ submission: KnowledgeSubmission,
        file: UploadedFile?,
        for request: WorkspaceRequest
    ) async throws -> Response {
        let unknownAgent = APIFailure.unknownAgent(submission.agentID, inWorkspace: request.workspaceID)
        let handle = try await engine.run { [engine] in
            try engine.store.openKnowledge(
                ofAgent: submission.agentID,
                inWorkspace: request.workspaceID,
                model: engine.embeddingModel
            )
        }
        guard let handle else { throw unknownAgent }
        let collection = try engine.collection(handle)
        let intelligence = try await intelligence(of: submission)
        let source = try await submission.source(of: request, file: file, intelligence: intelligence)
        do {
            let document = try await collection.ingest(source, policy: .overwrite)
            return try .json(
                KnowledgeAnswer(
                    sourceID: submission.sourceID,
                    chunksCount: document.chunkCount,
                    intelligence: intelligence.map(IntelligenceAnswer.init)
                )
            )
        } catch let error as EngineError where error.code == .unreadableDocument {
            throw submission.failure(error)
        } catch let error as EngineError where error.code == .notFound {
            // The agent was deleted meanwhile, and its collection with it.
            throw unknownAgent
        }
    }

    /// What a message says; nil for what is none.
    private func intelligence(of submission: KnowledgeSubmission) async throws -> MessageIntelligence? {
        guard submission.sourceType == .message, let text = submission.text else { return nil }
        return try await engine.intelligence(of: text)
    }
}

extension KnowledgeSubmission {
    /// The source as a document.
    ///
    /// - Parameter file: There when the submission is one of a file.
    fileprivate func source(
        of request: WorkspaceRequest,
        file: UploadedFile?,
        intelligence: MessageIntelligence?
    ) async throws -> DocumentSource {
        let bytes = try await file?.bytes() ?? []
        let fileName = file?.storableName
        let name = sourceName ?? fileName?.prefix(scalars: 255).nonEmpty
        var source = DocumentSource(name: sourceID, content: text.map(DocumentSource.Content.text) ?? .file(bytes))
        source.metadata = metadata
        source.metadata["workspace_id"] = .string(request.workspaceID)
        source.metadata["agent_id"] = .string(agentID)
        source.metadata["source_type"] = .string(sourceType.rawValue)
        source.metadata["source_id"] = .string(sourceID)
        source.metadata["created_at"] = .string(Timestamp.text(Timestamp.now))
        if let name {
            source.metadata["source_name"] = .string(name)
        }
        if let file, let fileName {
            source.metadata["file_name"] = .string(fileName)
            source.fileName = fileName
            source.assets = [
                NewAsset(
                    uuid: sourceID,
                    mediaType: file.mediaType ?? "application/octet-stream",
                    description: fileName,
                    data: bytes
                )
            ]
        }
        source.ingestion = NewIngestion(
            workspaceID: request.workspaceID,
            agentID: agentID,
            sourceType: sourceType,
            sourceName: name,
            fileName: fileName,
            userID: request.userID,
            intelligence: intelligence
        )
        return source
    }

    /// The failure of a source that could not be read: 400 when that is its own fault.
    fileprivate func failure(_ error: EngineError) -> any Error {
        guard let reason = error.documentFault else {
            return EngineError(.internalFailure, "a document could not be read", cause: error)
        }
        let field = sourceType == .file ? Self.fileField : "metadata"
        return ValidationError([
            .sentence("Could not extract text from source.", about: field), .sentence(reason, about: field),
        ])
    }
}

extension UploadedFile {
    /// The name, or its end, which tells the type, where it is too long to be stored.
    fileprivate var storableName: String {
        String(String.UnicodeScalarView(name.unicodeScalars.suffix(512)))
    }
}

extension String {
    fileprivate func prefix(scalars count: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
    }

    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

extension APIFailure {
    fileprivate init(_ error: UploadError) {
        switch error {
        case .malformed(let reason): self = .badRequest("The form cannot be read: \(reason)")
        case .missing: self = .badRequest("The form has no file.")
        case .tooLarge: self.init(status: .contentTooLarge, message: "Request payload is too large.")
        }
    }
}

/// What is said of a source that was ingested.
private struct KnowledgeAnswer: Encodable {
    var status = "ingested"
    var sourceID: String
    var chunksCount: Int
    var intelligence: IntelligenceAnswer?

    enum CodingKeys: String, CodingKey {
        case status
        case sourceID = "source_id"
        case chunksCount = "chunks_count"
        case intelligence
    }
}
