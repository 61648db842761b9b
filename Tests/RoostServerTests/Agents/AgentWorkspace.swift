import DocumentStore
import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport

/// A workspace with an agent, beside another one, and requests to them.
struct AgentWorkspace: Sendable {
    static let id = "11111111-1111-4111-8111-111111111111"
    static let agent = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    /// Another agent of the same workspace, which does not answer by itself.
    static let silentAgent = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
    /// A workspace that the member of the first does not belong to.
    static let otherID = "22222222-2222-4222-8222-222222222222"
    static let otherAgent = "cccccccc-cccc-4ccc-8ccc-cccccccccccc"
    /// Identifies nothing.
    static let nothing = "99999999-9999-4999-8999-999999999999"
    static let member = "ann"
    static let otherMember = "ben"

    let server: TestServer

    /// Runs a server with both workspaces.
    ///
    /// - Parameter credits: Of each workspace.
    static func run(
        _ settings: ServerConfiguration = ServerConfiguration(),
        credits: Int64 = 50,
        isLive: Bool = false,
        _ body: @Sendable (AgentWorkspace) async throws -> Void
    ) async throws {
        try await TestServer.run(settings, isLive: isLive) { server in
            let workspace = AgentWorkspace(server: server)
            try workspace.provision(credits: credits)
            try await body(workspace)
        }
    }

    func provision(credits: Int64 = 50) throws {
        try server.engine.store.provision(
            [
                WorkspaceDescription(
                    id: Self.id,
                    name: "A",
                    credits: credits,
                    members: [.init(userID: Self.member, role: "owner")],
                    agents: [
                        .init(id: Self.agent, name: "Helper"),
                        .init(id: Self.silentAgent, name: "Silent", isAIEnabled: false),
                    ]
                ),
                WorkspaceDescription(
                    id: Self.otherID,
                    name: "B",
                    credits: credits,
                    members: [.init(userID: Self.otherMember, role: "owner")],
                    agents: [.init(id: Self.otherAgent, name: "Other")]
                ),
            ],
            now: 1
        )
    }

    /// What a workspace has left to spend.
    func credits(of workspace: String = id) throws -> Int64? {
        try server.engine.store.workspace(workspace)?.credits
    }

    /// Sends a request of a member to their workspace.
    ///
    /// - Parameter workspace: What the header says; nil leaves it out.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        user: String = member,
        workspace: String? = id,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        try await send(
            method,
            path,
            user: user,
            workspace: workspace,
            headers: headers,
            bytes: body.map { ByteBuffer(string: $0) }
        )
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        user: String = member,
        workspace: String? = id,
        headers: HTTPFields = [:],
        bytes: ByteBuffer?
    ) async throws -> Answer {
        var headers = headers
        headers[try .named("X-Workspace-ID")] = workspace
        return try await server.send(method, path, user: user, headers: headers, bytes: bytes)
    }

    /// Sends JSON.
    func post(
        _ path: String,
        _ body: JSONValue,
        user: String = member,
        workspace: String? = id
    ) async throws -> Answer {
        try await send(.post, path, user: user, workspace: workspace, body: body.encoded)
    }
}
