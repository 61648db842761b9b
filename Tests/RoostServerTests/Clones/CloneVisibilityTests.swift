import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Who may use which clone", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct CloneVisibilityTests {
    private static let refusal = #"{"error":"You do not have access to this clone"}"#

    @Test(
        "Everybody reads and asks a global clone, and only its creator a private one; the rest is the creator's",
        arguments: ["global", "private"],
        [nil, "workspace-123"]
    )
    func matrix(visibility: String, workspace: String?) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone(by: "ann", visibility, workspace: workspace)
            let path = "/api/clones/\(id)"
            let reading = visibility == "global" ? 200 : 403
            let statuses = [
                try await server.clone(id, by: "ben").status,
                try await server.ask(id, "Who?", by: "ben").status,
                try await server.send(.put, path, user: "ben", body: "{").status,
                try await server.train(id, on: "a.txt", text: "a", by: "ben").status,
                try await server.train(id, on: "a.exe", [], by: "ben").status,
                try await server.send(.delete, path, user: "ben").status,
            ]
            #expect(statuses == [reading, reading, 403, 403, 403, 403])
            #expect(try await server.send(.delete, path, user: "ben").text == Self.refusal)
            let own = [
                try await server.clone(id).status,
                try await server.ask(id, "Who?").status,
                try await server.send(.put, path, user: "ann", body: "{}").status,
                try await server.train(id, on: "a.txt", text: "a").status,
                try await server.send(.delete, path, user: "ann").status,
            ]
            #expect(own == [200, 200, 200, 201, 204])
        }
    }

    @Test(
        "A list shows a user's own and the global clones, newest first; with a workspace, its own and the global ones"
    )
    func lists() async throws {
        try await TestServer.run { server in
            var names: [String: String] = [:]
            for (name, user, visibility, workspace) in [
                ("ann private", "ann", "private", nil), ("ben private", "ben", "private", nil),
                ("ann in w", "ann", "private", "w"), ("ben in w", "ben", "private", "w"),
                ("ann global", "ann", "global", nil), ("ben global in w", "ben", "global", "w"),
                ("ann in x", "ann", "private", "x"),
            ] {
                names[try await server.makeClone(by: user, visibility, workspace: workspace)] = name
            }
            for (user, query, expected) in [
                ("ann", "", ["ann in x", "ben global in w", "ann global", "ann in w", "ann private"]),
                ("ann", "?workspace_id=", ["ann in x", "ben global in w", "ann global", "ann in w", "ann private"]),
                ("ann", "?workspace_id=w", ["ben global in w", "ann global", "ann in w"]),
                ("ann", "?workspace_id=none", ["ben global in w", "ann global"]),
                ("ben", "?workspace_id=w", ["ben global in w", "ann global", "ben in w"]),
                ("eve", "", ["ben global in w", "ann global"]),
            ] {
                let answer = try await server.send(.get, "/api/clones\(query)", user: user)
                #expect(answer.status == 200)
                #expect(answer.texts("id", of: "").map { names[$0] } == expected, "\(user) \(query)")
            }
        }
    }

    @Test("A list has the documents of each clone")
    func documentsInLists() async throws {
        try await TestServer.run { server in
            let first = try await server.makeClone()
            let second = try await server.makeClone("global")
            _ = try await server.train(first, on: "a.txt", text: "Herons wade.")
            _ = try await server.train(first, on: "b.txt", text: "Storks clap.")
            let answer = try await server.send(.get, "/api/clones", user: "ann")
            #expect(answer.texts("id", of: "") == [second, first])
            #expect(answer["0.documents"] == [] && answer["0.clone_documents"] == [])
            #expect(answer.texts("file_name", of: "1.documents") == ["a.txt", "b.txt"])
            #expect(answer["1.documents"] == answer["1.clone_documents"])
        }
    }

    @Test("A private clone of a workspace is not asked from another one; a global one is")
    func otherWorkspace() async throws {
        try await TestServer.run { server in
            for (visibility, own, requested, status) in [
                ("private", "w", "w", 200), ("private", "w", "x", 403), ("private", nil, "x", 200),
                ("global", "w", "x", 200),
            ] as [(String, String?, String, Int)] {
                let id = try await server.makeClone(visibility, workspace: own)
                let answer = try await server.ask(id, "Who?", others: ["workspace_id": .string(requested)])
                #expect(answer.status == status, "\(visibility) \(own ?? "none") \(requested)")
                #expect(try await server.ask(id, "Who?", others: ["workspace_id": .null]).status == 200)
            }
        }
    }
}
