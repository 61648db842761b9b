import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Workspaces of the Agents API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct WorkspaceTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let other = "22222222-2222-4222-8222-222222222222"

    private static func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run { server in
            let members = [WorkspaceDescription.Member(userID: "ann", role: "owner")]
            try server.engine.store.provision(
                [
                    WorkspaceDescription(id: workspace, name: "A", credits: 5, members: members),
                    WorkspaceDescription(id: other, name: "B", credits: 5),
                ],
                now: 1
            )
            try await body(server)
        }
    }

    private static func health(
        _ server: TestServer,
        user: String = "ann",
        workspace: String?
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        headers[try .named("X-Workspace-ID")] = workspace
        return try await server.send(.get, "/api/health", user: user, headers: headers)
    }

    @Test("Members are told that all is well")
    func members() async throws {
        try await Self.run { server in
            for text in [Self.workspace, Self.workspace.replacing("-", with: ""), " \(Self.workspace) "] {
                let answer = try await Self.health(server, workspace: text)
                #expect(answer.status == 200)
                #expect(answer.json == ["status": "ok", "user_id": "ann", "workspace_id": .string(Self.workspace)])
            }
            let description = try await server.description()
            let answer = try await Self.health(server, workspace: Self.workspace)
            #expect(description.mismatches(of: answer, to: .get, "/api/health") == [])
        }
    }

    @Test("A workspace of others, one that is not there and what is none are refused alike")
    func strangers() async throws {
        try await Self.run { server in
            let refusal =
                #"{"detail":"You are not a member of this workspace.","error":{"code":"permission_denied","#
                + #""detail":"You are not a member of this workspace.","status_code":403}}"#
            for workspace in [Self.other, "33333333-3333-4333-8333-333333333333", "none", "1"] {
                let answer = try await Self.health(server, workspace: workspace)
                #expect(answer.status == 403 && answer.text == refusal)
            }
            #expect(try await Self.health(server, user: "ben", workspace: Self.workspace).text == refusal)
            for workspace in [nil, "", " "] {
                let answer = try await Self.health(server, workspace: workspace)
                #expect(answer.status == 403 && answer["detail"] == "X-Workspace-ID header is required.")
            }
        }
    }

    @Test("Tokens come before workspaces, and each refusal has its text")
    func tokens() async throws {
        try await Self.run { server in
            let claims = #"{"sub":"ann","exp":4000000000}"#
            let aimless = try TokenForge.token(
                header: #"{"alg":"HS256"}"#,
                claims: claims,
                TokenForge.hmac(String(decoding: TestServer.tokenSecret, as: UTF8.self))
            )
            for (header, code, text) in [
                (nil, "not_authenticated", "Authentication credentials were not provided."),
                ("Bearer", "authentication_failed", "Invalid token header. No credentials provided."),
                ("Bearer x.y.z", "authentication_failed", "Error decoding token."),
                ("Bearer \(aimless)", "authentication_failed", "Invalid token audience."),
            ] {
                var headers: HTTPFields = [:]
                headers[.authorization] = header
                let answer = try await server.send(.get, "/api/health", key: nil, headers: headers)
                #expect(answer.status == 401)
                #expect(answer["error.code"] == .string(code) && answer["detail"] == .string(text))
                #expect(answer.headers[.wwwAuthenticate] == #"Bearer realm="api""#)
            }
        }
    }

    @Test("Paths that are none are refused in the API's shape, those of assistants in theirs")
    func paths() async throws {
        try await Self.run { server in
            let answer = try await server.send(.get, "/api/v1/nothing", user: "ann")
            #expect(answer.status == 404 && answer["error.code"] == "not_found")
            #expect(try await server.send(.post, "/api/health", user: "ann")["error.code"] == "method_not_allowed")
            #expect(try await server.send(.get, "/api/v1/assistant/a/b/c/d", user: "ann")["message"] == "Not Found")
        }
    }
}
