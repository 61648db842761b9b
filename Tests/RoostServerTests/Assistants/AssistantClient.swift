import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// Calls the Assistants API, and checks that each answer is as the server's own description has it.
struct AssistantClient: Sendable {
    static let prefix = "/api/v1/assistant"

    let server: TestServer
    private let description: APIDescription

    init(_ server: TestServer) async throws {
        self.server = server
        description = try await server.description()
    }

    /// Runs a server while `body` runs.
    static func run(
        _ settings: ServerConfiguration = ServerConfiguration(),
        isLive: Bool = false,
        _ body: @Sendable (AssistantClient) async throws -> Void
    ) async throws {
        try await TestServer.run(settings, isLive: isLive) { try await body(AssistantClient($0)) }
    }

    /// Sends a request as a user.
    ///
    /// - Parameters:
    ///   - path: What follows ``prefix``.
    ///   - user: What the header `x-user-id` says; nil leaves it out.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        user: String? = "ada",
        role: String? = nil,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        try await send(
            method,
            path,
            user: user,
            role: role,
            headers: headers,
            bytes: body.map { ByteBuffer(string: $0) }
        )
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        user: String? = "ada",
        role: String? = nil,
        headers: HTTPFields = [:],
        bytes: ByteBuffer?
    ) async throws -> Answer {
        var headers = headers
        for (name, value) in [("x-user-id", user), ("x-user-role", role)] {
            if let name = HTTPField.Name(name), let value {
                headers[name] = value
            }
        }
        let answer = try await server.send(method, Self.prefix + path, key: nil, headers: headers, bytes: bytes)
        #expect(description.mismatches(of: answer, to: method, Self.prefix + path) == [], "\(method) \(path)")
        #expect(answer.members == ["status", "message", "data"])
        #expect(answer["status"] == .integer(Int64(answer.status)))
        return answer
    }

    static let minimal = #"{"name": "Helper", "description": "It helps.", "systemPrompt": "Be kind."}"#

    /// Creates an advanced assistant and returns its identifier.
    ///
    /// - Parameter fields: Further members of the body, or other values for those that it has.
    func create(user: String = "ada", _ fields: [String: JSONValue] = [:]) async throws -> String {
        let standard = try JSONDecoder().decode([String: JSONValue].self, from: Data(Self.minimal.utf8))
        let body = JSONValue.object(standard.merging(fields) { _, new in new })
        let answer = try await send(.post, "/create", user: user, body: body.encoded)
        guard answer.status == 201, let id = answer["data.id"]?.stringValue else { throw UnexpectedAnswer(answer) }
        return id
    }

    /// Uploads a file to an assistant.
    func upload(
        _ name: String,
        _ contents: String,
        to assistant: String,
        user: String = "ada",
        field: String = "file"
    ) async throws -> Answer {
        let form = """
            --edge\r
            Content-Disposition: form-data; name="\(field)"; filename="\(name)"\r
            Content-Type: text/plain\r
            \r
            \(contents)\r
            --edge--\r

            """
        return try await send(
            .post,
            "/\(assistant)/documents",
            user: user,
            headers: [.contentType: "multipart/form-data; boundary=edge"],
            body: form
        )
    }
}
