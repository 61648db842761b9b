import HTTPTypes
import Logging
import RetrievalEngine
import RoostServer
import Testing

@Suite("The OpenAPI document", .enabled(if: TestServer.isAvailable))
struct OpenAPIDocumentTests {
    @Test("It has the routes of the server and no others")
    func routes() async throws {
        try await TestServer.run { server in
            let documented = try await server.description().operations.map { "\($0.method) \($0.path)" }
            let parts = ServerParts(
                configuration: ServerConfiguration(),
                engine: server.engine,
                logger: Logger(label: "test")
            )
            let served = parts.routes.map { "\($0.method.rawValue) \($0.path)" }
            #expect(documented.sorted() == served.sorted())
        }
    }

    @Test("It says what it is, needs no key and is JSON")
    func frame() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/openapi.json", key: nil)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer["openapi"] == "3.1.0")
            #expect(answer["info.title"] == "Roost")
            #expect(answer["info.version"] == .string(roostVersion))
            #expect(answer["servers"] == [["url": "/"]])
            #expect(answer.members == ["openapi", "info", "servers", "tags", "paths", "components"])
        }
    }

    @Test("Each operation has an identifier of its own, a tag, and a status for success")
    func operations() async throws {
        try await TestServer.run { server in
            let description = try await server.description()
            let operations = description.operations
            let identifiers = operations.compactMap { $0.description["operationId"]?.stringValue }
            #expect(Set(identifiers).count == operations.count)
            let tags = description.document["tags"]?.elements.compactMap { $0["name"] } ?? []
            #expect(Set(tags).count == tags.count)
            for operation in operations {
                #expect(operation.description["tags"]?.elements.allSatisfy(tags.contains) == true)
                #expect(operation.description["summary"]?.stringValue?.isEmpty == false)
                let statuses = operation.description["responses"]?.members.keys.sorted() ?? []
                #expect(statuses.contains { $0.first == "2" } || statuses == ["307"], "\(operation.path)")
            }
        }
    }

    @Test("The parameters of a path are those in its braces")
    func pathParameters() async throws {
        try await TestServer.run { server in
            for operation in try await server.description().operations {
                let parameters = operation.description["parameters"]?.elements.filter { $0["in"] == "path" } ?? []
                let names = parameters.compactMap { $0["name"]?.stringValue }
                #expect(names == operation.path.matches(of: /{(\w+)}/).map { String($0.1) })
                #expect(parameters.allSatisfy { $0["required"] == true && $0["description"] != nil })
            }
        }
    }

    @Test("Every reference leads to a component, every component is referred to, every security scheme is there")
    func references() async throws {
        try await TestServer.run { server in
            let description = try await server.description()
            let components = description.document["components"]
            let names = components?["schemas"]?.members.keys.map { "#/components/schemas/\($0)" } ?? []
            #expect(description.document.references == Set(names))
            let schemes = description.operations.flatMap { $0.description["security"]?.elements ?? [] }
                .flatMap(\.members.keys)
            #expect(Set(schemes) == Set(components?["securitySchemes"]?.members.keys.map(\.self) ?? []))
        }
    }

    @Test("Keys are needed where they are asked for")
    func security() async throws {
        try await TestServer.run { server in
            for operation in try await server.description().operations {
                let path = operation.path.replacing(/{\w+}/, with: "x")
                let method = try #require(HTTPRequest.Method(operation.method))
                let answer = try await server.send(method, path, key: nil)
                #expect((answer.status == 401) == (operation.description["security"] != nil), "\(path)")
            }
        }
    }
}

extension JSONValue {
    /// All values of members named `$ref`.
    fileprivate var references: Set<String> {
        let own = Set([self["$ref"]?.stringValue].compactMap(\.self))
        return (elements + members.values).reduce(own) { $0.union($1.references) }
    }
}
