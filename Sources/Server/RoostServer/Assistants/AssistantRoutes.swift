import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Assistants: what they are set up with, who may see and change them, and, beyond the API's document, talking to them.
struct AssistantRoutes: Sendable {
    let engine: RetrievalEngine
    let models: NamedModels
    /// What requests must have in the header `x-gateway-secret`; nil for no such check.
    let gatewaySecret: String?
    /// Bytes of a request's JSON body, and of an uploaded file, at most.
    let maximumByteCount: Int

    /// Paths without braces come first: the router takes what was there first.
    var routes: [Route] {
        [
            route(.get, "/get-all", .listAssistants, list),
            route(.get, "/get-or-create-general-assistant", .generalAssistant, generalAssistant),
            route(.post, "/create", .createAssistant, create),
            route(.get, "/{assistant_id}/get-detail", .describeAssistant, describe),
            route(.patch, "/{assistant_id}/update-advanced-assistant", .updateAssistant, update),
            route(.patch, "/{assistant_id}/update-config", .configureAssistant, configure),
            route(.delete, "/{assistant_id}/soft-delete-advanced-assistant", .softDeleteAssistant, softDelete),
            route(
                .delete,
                "/{user_id}/{assistant_id}/hard-delete-advanced-assistant",
                .hardDeleteAssistant,
                hardDelete
            ),
            route(.post, "/{assistant_id}/chat", .chatWithAssistant, chat),
            route(.post, "/{assistant_id}/documents", .uploadAssistantDocument(upTo: maximumByteCount), upload),
            route(.get, "/{assistant_id}/documents", .listAssistantDocuments, listDocuments),
            route(.delete, "/{assistant_id}/documents/{document_name}", .deleteAssistantDocument, deleteDocument),
        ]
    }

    /// A route: first who asks, so that nobody else learns anything, then the work, then the envelope.
    private func route(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: Operation,
        _ handle: @escaping @Sendable (AssistantRequest) async throws -> AssistantAnswer
    ) -> Route {
        Route(method, APIGroup.assistants.prefix + path, operation) { request, context in
            let request = AssistantRequest(
                caller: try AssistantCaller(of: request, gatewaySecret: gatewaySecret),
                request: request,
                context: context,
                maximumByteCount: maximumByteCount
            )
            return try await handle(request).response
        }
    }

    /// Runs a call of the store.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (any AssistantStore) throws -> Value
    ) async throws -> Value {
        try await engine.run { [store = engine.store] in try work(store) }
    }
}

// MARK: - Reading

extension AssistantRoutes {
    private func list(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let query = try AssistantListQuery(request.query)
        let scope = request.caller.readableScope
        let page = try await run { store in
            try store.assistants(in: scope, kind: query.kind, limit: query.pageSize, offset: query.offset)
        }
        return AssistantAnswer(data: [
            "assistants": .array(page.assistants.map(\.json)),
            "pageNumber": .integer(Int64(query.pageNumber)),
            "maxPerPage": .integer(Int64(query.pageSize)),
            "totalPage": .integer(Int64((page.totalCount + query.pageSize - 1) / query.pageSize)),
        ])
    }

    private func generalAssistant(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let assistant = NewAssistant(
            userID: request.caller.userID,
            kind: .general,
            profile: .general,
            embeddingModel: engine.embeddingModel,
            now: Timestamp.now
        )
        let (stored, isNew) = try await run { store in try store.generalAssistant(orCreate: assistant) }
        return AssistantAnswer(status: isNew ? .created : .ok, data: stored.json)
    }

    private func describe(_ request: AssistantRequest) async throws -> AssistantAnswer {
        AssistantAnswer(data: try await assistant(of: request, in: request.caller.readableScope).json)
    }

    /// The assistant that the path names.
    ///
    /// - Throws: 404 when there is none within the scope.
    func assistant(of request: AssistantRequest, in scope: AssistantScope) async throws -> StoredAssistant {
        let identifier = try request.assistantID
        guard let assistant = try await run({ store in try store.assistant(identifier, in: scope) }) else {
            throw APIFailure.unknownAssistant
        }
        return assistant
    }
}

// MARK: - Changing

extension AssistantRoutes {
    private func create(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let assistant = NewAssistant(
            userID: request.caller.userID,
            kind: .advanced,
            profile: try AssistantSubmission.newProfile(try await request.json()),
            embeddingModel: engine.embeddingModel,
            now: Timestamp.now
        )
        return AssistantAnswer(
            status: .created,
            data: try await run { store in try store.createAssistant(assistant) }.json
        )
    }

    private func update(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let submission = try AssistantSubmission(update: try await request.json())
        return AssistantAnswer(data: try await change(request, kind: .advanced, by: submission).json)
    }

    private func configure(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let submission = try AssistantSubmission(configuration: try await request.json())
        _ = try await change(request, kind: nil, by: submission)
        return .done("Assistant configuration updated successfully")
    }

    private func change(
        _ request: AssistantRequest,
        kind: AssistantKind?,
        by submission: AssistantSubmission
    ) async throws -> StoredAssistant {
        let identifier = try request.assistantID
        let userID = request.caller.userID
        let changed = try await run { store in
            try store.updateAssistant(identifier, of: userID, kind: kind, now: Timestamp.now) { profile in
                submission.apply(to: &profile)
            }
        }
        guard let changed else { throw APIFailure.unknownAssistant }
        return changed
    }

    private func softDelete(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let identifier = try request.assistantID
        let userID = request.caller.userID
        let wasThere = try await run { store in
            try store.markAdvancedAssistantAsDeleted(identifier, of: userID, now: Timestamp.now)
        }
        guard wasThere else { throw APIFailure.unknownAssistant }
        return .done("Assistant soft deleted successfully")
    }

    private func hardDelete(_ request: AssistantRequest) async throws -> AssistantAnswer {
        guard try request.namesItsUser else {
            throw APIFailure.forbidden("User ID does not match authenticated user")
        }
        let identifier = try request.assistantID
        let userID = request.caller.userID
        guard try await run({ store in try store.deleteAdvancedAssistant(identifier, of: userID) }) else {
            throw APIFailure.unknownAssistant
        }
        return .done("Assistant deleted successfully")
    }
}
