import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Prompts: create, list, look up, change, delete, preview (the API's document, "Prompt Management API").
struct PromptRoutes: Sendable {
    let endpoint: ChatEndpoint

    init(endpoint: BearerEndpoint) {
        self.endpoint = ChatEndpoint(users: endpoint)
    }

    var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        endpoint.routes(.post, "/prompts", Operation.createPrompt, handle: create)
            + endpoint.routes(.get, "/prompts", Operation.listPrompts, handle: list)
            + endpoint.routes(.post, "/prompts/preview", Operation.previewPrompt, handle: preview)
            + endpoint.routes(.get, "/prompts/{prompt_id}", Operation.readPrompt, handle: read)
            + endpoint.routes(.put, "/prompts/{prompt_id}", Operation.updatePrompt, handle: update)
            + endpoint.routes(.delete, "/prompts/{prompt_id}", Operation.deletePrompt, handle: delete)
    }

    @Sendable
    private func create(_ request: ChatUserRequest) async throws -> Response {
        let prompt = try PromptCreation(await request.request.json()).prompt
        let created = try await engine.run { [store = engine.store] in
            try store.createPrompt(prompt, owner: request.userNumber, now: Timestamp.nowMicroseconds)
        }
        return try .json(PromptAnswer(created))
    }

    @Sendable
    private func list(_ request: ChatUserRequest) async throws -> Response {
        let listing = try PromptListing(request.request.query)
        let page = try await engine.run { [store = engine.store] in
            try store.prompts(visibleTo: request.userNumber, matching: listing.query)
        }
        return try .json(
            PromptList(
                items: page.prompts.map { try PromptAnswer($0) },
                total: page.totalCount,
                page: listing.page,
                pageSize: listing.query.limit
            )
        )
    }

    @Sendable
    private func read(_ request: ChatUserRequest) async throws -> Response {
        try .json(PromptAnswer(await prompt(request.promptID(), of: request.userNumber)))
    }

    @Sendable
    private func update(_ request: ChatUserRequest) async throws -> Response {
        let (identifier, body) = try (request.promptID(), await request.request.json())
        let changes = try PromptUpdate(body).changes
        let updated = try await engine.run { [store = engine.store] in
            try store.updatePrompt(
                identifier,
                owner: request.userNumber,
                changes: changes,
                now: Timestamp.nowMicroseconds
            )
        }
        guard let updated else { throw try await refusal(toChange: identifier, by: request.userNumber) }
        return try .json(PromptAnswer(updated))
    }

    @Sendable
    private func delete(_ request: ChatUserRequest) async throws -> Response {
        let identifier = try request.promptID()
        let existed = try await engine.run { [store = engine.store] in
            try store.deletePrompt(identifier, owner: request.userNumber)
        }
        guard existed else { throw try await refusal(toChange: identifier, by: request.userNumber) }
        return try .json(["message": "Prompt deleted successfully"])
    }
}

extension PromptRoutes {
    /// A prompt that the user sees.
    ///
    /// - Throws: 404, also for another user's.
    func prompt(_ identifier: Int64, of user: Int64) async throws -> StoredPrompt {
        let prompt = try await engine.run { [store = engine.store] in
            try store.prompt(identifier, visibleTo: user)
        }
        guard let prompt else { throw APIFailure.unknownPrompt }
        return prompt
    }

    /// Why a prompt that is none of the user's own cannot be changed: it is a template, or there is none.
    private func refusal(toChange identifier: Int64, by user: Int64) async throws -> APIFailure {
        _ = try await prompt(identifier, of: user)
        return .forbidden("Cannot modify system templates")
    }
}

extension APIFailure {
    fileprivate static let unknownPrompt = notFound("Prompt not found")
}

extension ChatUserRequest {
    /// The number of a prompt, from the path.
    fileprivate func promptID() throws -> Int64 {
        try number("prompt_id")
    }
}
