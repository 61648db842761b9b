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

@Suite("Assistants after a restart", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantRestartTests {
    /// Sends one request to a server that has just been started on a data folder.
    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ folder: TemporaryDirectory,
        contentType: String = "application/json",
        body: String? = nil
    ) async throws -> Answer {
        var configuration = ServerConfiguration()
        configuration.dataFolder = folder.url
        configuration.modelsFolder = Fixtures.modelFolder?.deletingLastPathComponent()
        configuration.tokens.ownSecret = TestServer.tokenSecret
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let engine = try configuration.makeEngine()
        let user = try #require(HTTPField.Name("x-user-id"))
        return try await buildApplication(configuration: configuration, engine: engine, logger: logger)
            .test(.router) { client in
                try await client.execute(
                    uri: AssistantClient.prefix + path,
                    method: method,
                    headers: [user: "ada", .contentType: contentType],
                    body: body.map { ByteBuffer(string: $0) }
                ) { Answer($0) }
            }
    }

    @Test("Everything is there: assistants, teams, documents, what was deleted")
    func restart() async throws {
        let folder = try TemporaryDirectory()
        let creation = AssistantClient.minimal.dropLast() + #", "supportUnits": ["ragbot"], "mcpIds": ["m"]}"#
        let created = try await send(.post, "/create", folder, body: String(creation))
        let deleted = try await send(.post, "/create", folder, body: AssistantClient.minimal)
        let general = try await send(.get, "/get-or-create-general-assistant", folder)
        #expect([created, deleted, general].allSatisfy { $0.status == 201 })
        let id = try #require(created["data.id"]?.stringValue)
        let form =
            "--e\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nHerons eat frogs.\r\n--e--\r\n"
        let type = "multipart/form-data; boundary=e"
        #expect(try await send(.post, "/\(id)/documents", folder, contentType: type, body: form).status == 201)
        let gone = try #require(deleted["data.id"]?.stringValue)
        #expect(try await send(.delete, "/\(gone)/soft-delete-advanced-assistant", folder).status == 200)

        let list = try await send(.get, "/get-all", folder)
        #expect(list["data.assistants"] == .array([general["data"] ?? .null, created["data"] ?? .null]))
        let again = try await send(.get, "/get-or-create-general-assistant", folder)
        #expect(again.status == 200 && again["data"] == general["data"])
        let reply = try await send(.post, "/\(id)/chat", folder, body: #"{"message": "What do herons eat?"}"#)
        #expect(reply["data.citations.0.document"] == "a.txt")
        #expect(try await send(.delete, "/ada/\(gone)/hard-delete-advanced-assistant", folder).status == 200)
    }
}
