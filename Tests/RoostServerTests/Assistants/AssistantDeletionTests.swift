import DocumentStore
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Deleting assistants", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantDeletionTests {
    @Test("One that was soft deleted is gone for everybody and can still be hard deleted")
    func soft() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create(["supportUnits": ["ragbot"]])
            _ = try await client.upload("a.txt", "Herons eat fish.", to: id)
            let path = "/\(id)/soft-delete-advanced-assistant"
            let answer = try await client.send(.delete, path)
            #expect(answer.status == 200 && answer["data"] == ["message": "Assistant soft deleted successfully"])
            #expect(try await client.send(.delete, path).status == 404)
            for (user, role) in [("ada", nil), ("root", "admin")] {
                #expect(try await client.send(.get, "/\(id)/get-detail", user: user, role: role).status == 404)
                #expect(try await client.send(.get, "/get-all", user: user, role: role)["data.totalPage"] == 0)
            }
            for path in ["update-advanced-assistant", "update-config"] {
                #expect(try await client.send(.patch, "/\(id)/\(path)", body: "{}").status == 404)
            }
            #expect(try await client.send(.get, "/\(id)/documents").status == 404)
            #expect(try await client.send(.post, "/\(id)/chat", body: #"{"message": "Hello"}"#).status == 404)
            #expect(try await collectionCount(of: "ada", client) == 1)
            let hard = "/ada/\(id)/hard-delete-advanced-assistant"
            #expect(try await client.send(.delete, hard).status == 200)
            #expect(try await client.send(.delete, hard).status == 404)
            #expect(try await collectionCount(of: "ada", client) == 0)
            #expect(try client.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("A hard deleted one takes its documents with it and leaves the others alone")
    func hard() async throws {
        try await AssistantClient.run { client in
            let ids = [try await client.create(["supportUnits": ["ragbot"]]), try await client.create()]
            _ = try await client.upload("a.txt", "Herons eat fish.", to: ids[0])
            let path = "/ada/\(ids[0])/hard-delete-advanced-assistant"
            let answer = try await client.send(.delete, path)
            #expect(answer.status == 200 && answer["data"] == ["message": "Assistant deleted successfully"])
            #expect(try await client.send(.delete, path)["message"] == "Assistant not found")
            #expect(try await client.send(.get, "/\(ids[0])/documents").status == 404)
            #expect(try await client.send(.get, "/\(ids[1])/get-detail").status == 200)
            #expect(try await collectionCount(of: "ada", client) == 1)
            #expect(try client.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("The path must name the user of the header, whether the assistant exists or not")
    func otherUser() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create()
            for (path, user) in [
                ("bob/\(id)", "ada"), ("ada/\(id)", "bob"), ("ADA/none", "ada"), ("%20ada/none", "ada"),
            ] {
                let answer = try await client.send(
                    .delete,
                    "/\(path)/hard-delete-advanced-assistant",
                    user: user,
                    role: "admin"
                )
                #expect(answer.status == 403 && answer["data"] == .null)
                #expect(answer["message"] == "User ID does not match authenticated user")
            }
            #expect(try await client.send(.get, "/\(id)/get-detail").status == 200)
            let encoded = try await client.send(.delete, "/%61da/\(id)/hard-delete-advanced-assistant")
            #expect(encoded.status == 200)
        }
    }

    private func collectionCount(of user: String, _ client: AssistantClient) async throws -> Int {
        let engine = client.server.engine
        return try await engine.run { [store = engine.store] in
            try store.collections(of: StoredAssistant.collectionOwner(ofUser: user)).count
        }
    }
}
