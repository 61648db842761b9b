import DocumentStore
import HTTPTypes
import RetrievalEngine

/// The documents or the questions of a bot: upload, update, delete, list (sections 3 and 4 of the API's document).
struct ContentRoutes: Sendable {
    let endpoint: CriaBotEndpoint
    let kind: ContentKind

    var routes: [Route] {
        let path = "/bots/{bot_name}/\(kind.rawValue)"
        return [
            endpoint.botKey(.post, "\(path)/upload", kind.operations.upload, upload),
            endpoint.botKey(.patch, "\(path)/update", kind.operations.update, update),
            endpoint.botKey(.delete, "\(path)/delete", kind.operations.delete, delete),
            endpoint.botKey(.get, "\(path)/list", kind.operations.list, list),
        ]
    }

    @Sendable
    private func upload(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<StoredSubmission> {
        Success(
            message: "Successfully added to the index. Save the 'document_name' field to be able to update it!",
            fields: try await store(request, in: bot, policy: .mustBeNew)
        )
    }

    @Sendable
    private func update(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<StoredSubmission> {
        Success(
            message: "Successfully updated the document.",
            fields: try await store(request, in: bot, policy: .mustExist)
        )
    }

    @Sendable
    private func delete(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<NoFields> {
        let name = try request.requiredQuery("document_name")
        guard try await endpoint.collection(of: kind, of: bot).deleteDocument(named: name) else {
            throw CriaBotError.unknownDocument(name)
        }
        return Success("Successfully deleted the documents from the index.")
    }

    @Sendable
    private func list(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<DocumentNames> {
        let collection = try await endpoint.collection(of: kind, of: bot)
        return Success(
            message: "Successfully retrieved all documents names.",
            fields: DocumentNames(names: try await collection.documentNames())
        )
    }

    private func store(
        _ request: CriaBotRequest,
        in bot: StoredBot,
        policy: NamePolicy
    ) async throws -> StoredSubmission {
        let body = try await request.json()
        let collection = try await endpoint.collection(of: kind, of: bot)
        let source = try kind.source(body, in: IndexGroup(collection), needsName: policy == .mustExist)
        do {
            let ingested = try await collection.ingest(source, policy: policy)
            return StoredSubmission(name: ingested.name, tokenUsage: ingested.tokenCount)
        } catch let error as EngineError {
            switch error.code {
            case .alreadyExists: throw CriaBotError.duplicateDocument(source.name)
            case .notFound: throw CriaBotError.unknownDocument(source.name)
            case .invalidArgument, .unreadableDocument: throw CriaBotError.invalidFileData(error.message)
            default: throw error
            }
        }
    }
}
