import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Requests as the OpenAPI document has them", .enabled(if: TestServer.isAvailable))
struct OpenAPIExampleTests {
    private static let bot = "my-new-bot-name"

    /// What must be there before others can change it or answer from it.
    private static func rank(_ operation: APIDescription.Operation) -> Int {
        let order = ["/manage/create", "/upload", "/update"]
        return order.firstIndex { operation.path.hasSuffix($0) } ?? order.count
    }

    @Test("Each example of a body of CriaBot fits its schema and is accepted")
    func examples() async throws {
        try await TestServer.run(isLive: true) { server in
            let description = try await server.description()
            let chat = try await server.startChat()
            let operations = description.operations.filter {
                $0.body != nil && $0.path.hasPrefix("/bots/")
            }
            #expect(operations.contains { Self.rank($0) == 0 })
            for operation in operations.sorted(by: { Self.rank($0) < Self.rank($1) }) {
                let example = try #require(operation.body?["example"])
                let schema = try #require(operation.body?["schema"])
                #expect(description.validator.mismatches(of: example, with: schema) == [])
                let path = operation.path.replacing("{bot_name}", with: Self.bot).replacing("{chat_id}", with: chat)
                let method = try #require(HTTPRequest.Method(operation.method))
                let answer = try await server.send(method, path, body: example.encoded)
                #expect(answer.status == 200, "\(operation.method) \(operation.path)")
            }
        }
    }

    @Test("The ranges of a bot's parameters are those that are checked", arguments: ["minimum", "maximum"])
    func ranges(keyword: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let document = try await server.description().document
            let parameters = document["components"]?["schemas"]?["BotUpdate"]?["properties"]?.members ?? [:]
            let limits = parameters.compactMapValues { $0[keyword] }
            #expect(limits.count == 8)
            for (name, limit) in limits {
                let beyond = try #require(limit.integerValue) + (keyword == "minimum" ? -1 : 1)
                for (value, status) in [(limit, 200), (.integer(beyond), 422)] {
                    let body = JSONValue.object([name: value]).encoded
                    let answer = try await server.send(.patch, "/bots/b/manage/update", body: body)
                    #expect(answer.status == status, "\(body)")
                }
            }
        }
    }

    @Test("The defaults of a bot's parameters are those that it gets")
    func defaults() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let document = try await server.description().document
            let creation = document["components"]?["schemas"]?["BotCreation"]?["properties"]?.members ?? [:]
            let params = try await server.send(.get, "/bots/b/manage/about")["about.params"]?.members ?? [:]
            let defaults = creation.compactMapValues { $0["default"] }
            #expect(defaults == params.filter { !["id", "bot_id"].contains($0.key) })
        }
    }

    @Test("What a body must have is what is missed", arguments: ["/bots/b/manage/create", "/bots/b/documents/upload"])
    func required(path: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let description = try await server.description()
            let pattern = path.replacing("/b/", with: "/{bot_name}/")
            let operation = try #require(description.operations.first { $0.path == pattern })
            let body = try #require(operation.body?["example"]?.members)
            let reference = try #require(operation.body?["schema"]?["$ref"]?.stringValue)
            let schema = description.document["components"]?["schemas"]?[reference.replacing(/.*\//, with: "")]
            let required = Set(schema?["required"]?.elements.compactMap(\.stringValue) ?? [])
            for name in body.keys {
                let rest = JSONValue.object(body.filter { $0.key != name })
                let answer = try await server.send(.post, path, body: rest.encoded)
                #expect((answer["detail.0.type"] == "missing") == required.contains(name), "\(name)")
            }
        }
    }
}
