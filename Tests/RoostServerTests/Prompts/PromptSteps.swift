import Foundation
import HTTPTypes
import RetrievalEngine
import Testing

/// The two prefixes of the Chat API, with the status of what breaks a schema.
struct ChatPrefix: Sendable, CustomTestStringConvertible {
    let path: String
    let invalid: Int

    var testDescription: String { path }

    static let all = [Self(path: "/v1/chat", invalid: 400), Self(path: "/api/chat", invalid: 422)]
}

extension TestServer {
    /// Stores a prompt and returns its number.
    @discardableResult
    func makePrompt(
        _ title: String,
        content: String = "content",
        scenario: String = "s",
        user: String = "5"
    ) async throws -> Int64 {
        let body: JSONValue = [
            "title": .string(title), "content": .string(content), "scenario": .string(scenario),
        ]
        let answer = try await send(.post, "/api/chat/prompts", user: user, body: body.encoded)
        guard answer.status == 200, let id = answer["id"]?.integerValue else { throw UnexpectedAnswer(answer) }
        return id
    }

    /// The prompts that a user sees, with something added to the query.
    func prompts(_ query: String = "", user: String = "5") async throws -> Answer {
        try await send(.get, "/api/chat/prompts?include_templates=false\(query)", user: user)
    }

    func preview(_ body: JSONValue, user: String = "5") async throws -> Answer {
        try await send(.post, "/api/chat/prompts/preview", user: user, body: body.encoded)
    }
}

extension Answer {
    /// The titles of a list of prompts.
    var titles: [String] { self["items"]?.elements.compactMap { $0["title"]?.stringValue } ?? [] }
}
