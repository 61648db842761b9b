import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Prompts: create, list, look up, change, delete, preview (the API's document, "Prompt Management API").
struct PromptRoutes: Sendable {
    let endpoint: BearerEndpoint

    var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        [
            routes(.post, "/prompts", Operation.createPrompt, handle: create),
            routes(.get, "/prompts", Operation.listPrompts, handle: list),
            routes(.post, "/prompts/preview", Operation.previewPrompt, handle: preview),
            routes(.get, "/prompts/{prompt_id}", Operation.readPrompt, handle: read),
            routes(.put, "/prompts/{prompt_id}", Operation.updatePrompt, handle: update),
            routes(.delete, "/prompts/{prompt_id}", Operation.deletePrompt, handle: delete),
        ].flatMap(\.self)
    }

    @Sendable
    private func create(_ request: UserRequest, user: Int64) async throws -> Response {
        let prompt = try PromptCreation(await request.json()).prompt
        let created = try await engine.run { [store = engine.store] in
            try store.createPrompt(prompt, owner: user, now: .microsecondsNow)
        }
        return try .json(PromptAnswer(created))
    }

    @Sendable
    private func list(_ request: UserRequest, user: Int64) async throws -> Response {
        let listing = try PromptListing(request.query)
        let page = try await engine.run { [store = engine.store] in
            try store.prompts(visibleTo: user, matching: listing.query)
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
    private func read(_ request: UserRequest, user: Int64) async throws -> Response {
        try .json(PromptAnswer(await prompt(request.promptID(), of: user)))
    }

    @Sendable
    private func update(_ request: UserRequest, user: Int64) async throws -> Response {
        let (identifier, body) = try (request.promptID(), await request.json())
        let changes = try PromptUpdate(body).changes
        let updated = try await engine.run { [store = engine.store] in
            try store.updatePrompt(identifier, owner: user, changes: changes, now: .microsecondsNow)
        }
        guard let updated else { throw try await refusal(toChange: identifier, by: user) }
        return try .json(PromptAnswer(updated))
    }

    @Sendable
    private func delete(_ request: UserRequest, user: Int64) async throws -> Response {
        let identifier = try request.promptID()
        let existed = try await engine.run { [store = engine.store] in
            try store.deletePrompt(identifier, owner: user)
        }
        guard existed else { throw try await refusal(toChange: identifier, by: user) }
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

    /// A route under each prefix of the Chat API.
    private func routes(
        _ method: HTTPRequest.Method,
        _ suffix: String,
        _ operation: (APIGroup) -> Operation,
        handle: @escaping @Sendable (_ request: UserRequest, _ user: Int64) async throws -> Response
    ) -> [Route] {
        [APIGroup.chat, .chatPrompts].map { group in
            endpoint.route(method, group.prefix + suffix, operation(group)) { [engine] request in
                let user = try await engine.run { [store = engine.store] in
                    try store.number(ofUser: request.userID)
                }
                return try await handle(request, user)
            }
        }
    }
}

extension APIFailure {
    fileprivate static let unknownPrompt = notFound("Prompt not found")
}

extension UserRequest {
    /// The number in the path.
    fileprivate func promptID() throws -> Int64 {
        var issues: [ValidationError.Issue] = []
        let value = JSONValue.string(try pathSegment("prompt_id"))
        guard let number = LaxType<Int64>.promptID.convert(value, ["path", "prompt_id"], &issues) else {
            throw ValidationError(issues)
        }
        return number
    }
}

extension Int64 {
    /// Microseconds since 1970.
    fileprivate static var microsecondsNow: Int64 { Int64(Date.now.timeIntervalSince1970 * 1_000_000) }
}
