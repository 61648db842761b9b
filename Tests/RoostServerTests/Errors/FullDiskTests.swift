import Foundation
import GRDB
import HTTPTypes
import RoostServer
import TestSupport
import Testing

/// SQLite says that the disk is full also when a table has given out its last number, which a test can bring about.
@Suite("A full disk", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct FullDiskTests {
    @Test("Each API says 507 in its own shape, changes nothing, and goes on when there is space")
    func fullDisk() async throws {
        let folder = try TemporaryDirectory()
        try await TestServer.run(dataFolder: folder.url) { server in
            let database = try DatabaseQueue.ofServer(in: folder.url)
            try await Self.setNumbers(to: Int64.max, in: database)
            for (path, body, members) in Self.requests {
                let answer = try await server.send(.post, path, user: "ann", headers: try Self.headers(), body: body)
                #expect(answer.status == 507, "\(path)")
                #expect(answer.members == members, "\(path)")
            }
            try await Self.setNumbers(to: 7, in: database)
            for (path, body, _) in Self.requests {
                let answer = try await server.send(.post, path, user: "ann", headers: try Self.headers(), body: body)
                #expect((200..<300).contains(answer.status), "\(path)")
            }
        }
    }

    private static let requests: [(path: String, body: String, members: Set<String>)] = [
        (
            "/bots/b/manage/create", #"{"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3}"#,
            ["status", "message", "timestamp", "code", "bot_api_key"]
        ),
        ("/api/clones", #"{"name": "C", "base_prompt": "P", "visibility": "private"}"#, ["error"]),
        ("/v1/chat/sessions", #"{"model": "gpt-4"}"#, ["detail"]),
        (
            "/api/v1/assistant/create",
            #"{"name": "Pilot", "description": "Finds ways", "systemPrompt": "Be brief.", "supportUnits": ["ragbot"]}"#,
            ["status", "message", "data"]
        ),
    ]

    private static func headers() throws -> HTTPFields {
        [
            try #require(HTTPField.Name("X-API-Key")): TestServer.masterKey,
            try #require(HTTPField.Name("x-user-id")): "ann",
        ]
    }

    /// Makes tables begin after a number.
    private static func setNumbers(to number: Int64, in database: DatabaseQueue) async throws {
        try await database.write { database in
            for table in ["bot", "clone", "chat_session", "assistant"] {
                try database.execute(sql: "DELETE FROM sqlite_sequence WHERE name = ?", arguments: [table])
                try database.execute(sql: "INSERT INTO sqlite_sequence VALUES (?, ?)", arguments: [table, number])
            }
        }
    }
}
