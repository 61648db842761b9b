import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport

extension TestServer {
    /// Makes a clone and returns its identifier.
    func makeClone(
        by user: String = "ann",
        _ visibility: String = "private",
        prompt: String = "You are a history expert.",
        workspace: String? = nil
    ) async throws -> String {
        let workspaceID = workspace.map { #", "workspace_id": "\#($0)""# } ?? ""
        let body = #"{"name": "Clone", "base_prompt": "\#(prompt)", "visibility": "\#(visibility)"\#(workspaceID)}"#
        let answer = try await send(.post, "/api/clones", user: user, body: body)
        guard answer.status == 201, let identifier = answer["id"]?.stringValue else { throw UnexpectedAnswer(answer) }
        return identifier
    }

    /// Uploads a file to a clone.
    func train(
        _ clone: String,
        on name: String,
        _ content: [UInt8],
        by user: String = "ann",
        field: String = "file"
    ) async throws -> Answer {
        let form = FormBody(file: name, content, field: field, mediaType: "application/octet-stream")
        return try await send(
            .post,
            "/api/clones/\(clone)/documents",
            user: user,
            headers: [.contentType: form.contentType],
            bytes: form.bytes
        )
    }

    func train(_ clone: String, on name: String, text: String, by user: String = "ann") async throws -> Answer {
        try await train(clone, on: name, Array(text.utf8), by: user)
    }

    /// Asks a clone.
    func ask(
        _ clone: String,
        _ text: String,
        by user: String = "ann",
        history: JSONValue = [],
        others: [String: JSONValue] = [:]
    ) async throws -> Answer {
        let body = JSONValue.object(
            others.merging(["message": ["text": .string(text), "history": history]]) { own, _ in own }
        )
        return try await send(.post, "/api/clones/\(clone)/chat", user: user, body: body.encoded)
    }

    /// What is wrong with the server's data.
    func integrityProblems() async throws -> [String] {
        try await engine.run { [store = engine.store] in try store.integrityProblems() }
    }

    func clone(_ identifier: String, by user: String = "ann") async throws -> Answer {
        try await send(.get, "/api/clones/\(identifier)", user: user)
    }
}

extension Answer {
    /// The texts of a member in all elements of an array.
    func texts(_ member: String, of array: String) -> [String] {
        let elements = (array.isEmpty ? json : self[array])?.elements ?? []
        return elements.compactMap { $0[member]?.stringValue }
    }

    var error: String? { self["error"]?.stringValue }
}

extension Fixtures {
    /// The bytes of a document of `fixtures/documents`.
    static func document(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url("documents/\(name)")))
    }
}
