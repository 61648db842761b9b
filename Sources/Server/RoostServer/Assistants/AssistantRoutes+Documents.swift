import DocumentStore
import HTTPTypes
import RetrievalEngine

extension AssistantRoutes {
    /// The name of the file's part in the form.
    static let fileField = "file"

    func upload(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let assistant = try await assistant(of: request, in: request.caller.ownScope)
        guard assistant.profile.readsDocuments else {
            throw APIFailure.badRequest("The assistant has no ragbot unit")
        }
        let collection = try await documents(of: assistant, by: engine)
        let document = try await withFile(of: request) { file in
            try await throwingUnknownAssistant { try await ingest(file, into: collection) }
        }
        return AssistantAnswer(status: .created, data: ["document": document.json])
    }

    func listDocuments(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let assistant = try await assistant(of: request, in: request.caller.ownScope)
        let collection = try await documents(of: assistant, by: engine)
        let documents = try await engine.run { [handle = collection.handle] in try handle.documents() }
        return AssistantAnswer(data: [
            "documents": .array(documents.filter { $0.status == .ready }.map(\.json))
        ])
    }

    func deleteDocument(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let name = try request.documentName
        let assistant = try await assistant(of: request, in: request.caller.ownScope)
        let collection = try await documents(of: assistant, by: engine)
        guard try await collection.deleteDocument(named: name) else { throw APIFailure.unknownAssistantDocument }
        return .done("Document deleted successfully")
    }

    private func ingest(_ file: UploadedFile, into collection: Collection) async throws -> StoredDocument {
        guard !file.name.isEmpty else { throw Self.unusableFile("Value error, the file has no name") }
        try await collection.ingest(DocumentSource(name: file.name, content: .file(try await file.bytes())))
        let stored = try await engine.run { [handle = collection.handle, name = file.name] in
            try handle.document(named: name)
        }
        // Somebody may have deleted it since, with or without its assistant.
        guard let stored else { throw APIFailure.unknownAssistantDocument }
        return stored
    }

    /// Passes on the file of a form.
    ///
    /// - Throws: ``APIFailure`` when there is none: 413 for one that is too large, else 400.
    private func withFile(
        of request: AssistantRequest,
        _ body: (UploadedFile) async throws -> StoredDocument
    ) async throws -> StoredDocument {
        do {
            return try await request.request.withUploadedFile(Self.fileField, upTo: maximumByteCount, body)
        } catch let error as UploadError {
            switch error {
            case .missing: throw Self.unusableFile("Field required")
            case .malformed(let reason): throw APIFailure.badRequest(reason)
            case .tooLarge(let limit):
                throw APIFailure(
                    status: .contentTooLarge,
                    message: "File too large. Maximum size is \(limit) bytes"
                )
            }
        }
    }

    private static func unusableFile(_ message: String) -> ValidationError {
        ValidationError([
            .init(type: "value_error", location: ["body", .name(fileField)], message: message, input: .null)
        ])
    }
}

extension StoredDocument {
    /// The document as answers have it.
    fileprivate var json: JSONValue {
        [
            "id": .string(String(id)),
            "name": .string(name),
            "mediaType": .string(mediaType),
            "byteCount": .integer(Int64(byteCount)),
            "chunkCount": .integer(Int64(chunkCount)),
            "createdAt": .string(Timestamp.text(uploadedAt)),
        ]
    }
}
