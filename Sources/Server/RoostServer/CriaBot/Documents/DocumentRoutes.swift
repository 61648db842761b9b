import DocumentStore
import HTTPTypes
import RetrievalEngine

/// The documents of a bot: upload, update, delete, list (section 3 of the API's document).
struct DocumentRoutes: Sendable {
    let endpoint: CriaBotEndpoint

    var routes: [Route] {
        [
            endpoint.botKey(.post, "/bots/{bot_name}/documents/upload", .uploadDocument, upload),
            endpoint.botKey(.patch, "/bots/{bot_name}/documents/update", .updateDocument, update),
            endpoint.botKey(.delete, "/bots/{bot_name}/documents/delete", .deleteDocument, delete),
            endpoint.botKey(.get, "/bots/{bot_name}/documents/list", .listDocuments, list),
        ]
    }

    @Sendable
    private func upload(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<StoredSubmission> {
        let submission = try DocumentSubmission(await request.json())
        return Success(
            message: "Successfully added to the index. Save the 'document_name' field to be able to update it!",
            fields: try await store(submission, of: bot, policy: .mustBeNew)
        )
    }

    @Sendable
    private func update(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<StoredSubmission> {
        let submission = try DocumentSubmission(await request.json())
        return Success(
            message: "Successfully updated the document.",
            fields: try await store(submission, of: bot, policy: .mustExist)
        )
    }

    @Sendable
    private func delete(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<NoFields> {
        let name = try request.requiredQuery("document_name")
        guard try await endpoint.documents(of: bot).deleteDocument(named: name) else {
            throw CriaBotError.unknownDocument(name)
        }
        return Success("Successfully deleted the documents from the index.")
    }

    @Sendable
    private func list(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<DocumentNames> {
        Success(
            message: "Successfully retrieved all documents names.",
            fields: DocumentNames(names: try await endpoint.documents(of: bot).documentNames())
        )
    }

    private func store(
        _ submission: DocumentSubmission,
        of bot: StoredBot,
        policy: NamePolicy
    ) async throws -> StoredSubmission {
        let documents = try await endpoint.documents(of: bot)
        do {
            let ingested = try await documents.ingest(submission.source, policy: policy)
            return StoredSubmission(name: ingested.name, tokenUsage: ingested.tokenCount)
        } catch let error as EngineError {
            switch error.code {
            case .alreadyExists: throw CriaBotError.duplicateDocument(submission.source.name)
            case .notFound: throw CriaBotError.unknownDocument(submission.source.name)
            case .invalidArgument, .unreadableDocument: throw CriaBotError.invalidFileData(error.message)
            default: throw error
            }
        }
    }
}

extension CriaBotEndpoint {
    /// The collection of a bot's documents.
    func documents(of bot: StoredBot) async throws -> Collection {
        try await engine.collection(named: bot.documentCollectionName, owner: bot.collectionOwner)
    }

    /// The collection of a bot's questions.
    func questions(of bot: StoredBot) async throws -> Collection {
        try await engine.collection(named: bot.questionCollectionName, owner: bot.collectionOwner)
    }
}

extension StoredBot {
    fileprivate var collectionOwner: Owner {
        Owner(kind: owner.kind, identifier: owner.identifier)
    }
}
