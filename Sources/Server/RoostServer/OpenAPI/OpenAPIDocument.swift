import HTTPTypes
import RetrievalEngine

/// The description of a server in the form of OpenAPI 3.1.0, made of what its routes say about themselves.
struct OpenAPIDocument: Sendable {
    /// An operation and where it is.
    struct Entry: Sendable {
        var method: HTTPRequest.Method
        var path: String
        var operation: Operation
    }

    static let title = "Roost"
    static let description = """
        Retrieval-augmented generation: documents go in, answers with citations come out.

        A slash at the end of a path makes no difference. A path that is none of these, or in which a name holds an \
        encoded slash, is answered with 404; a method that a path does not have with 405 and the header `Allow`. Both come \
        in the shape that errors have in the API whose paths begin like that, else as `{"detail": "Not Found"}` and \
        `{"detail": "Method Not Allowed"}`.

        Every answer has the header `X-Request-ID`: the request's own, if it has one of 1 to 128 letters, digits, dots, \
        colons, hyphens and underscores, else a new one. Where the server has too much to do, and where a limit of sizes is \
        passed, any operation may be answered with 413, 414, 429, 431 or 503, in the same shapes; 429 and 503 have the \
        header `Retry-After`.
        """

    /// In the order of the routes.
    let entries: [Entry]
    let version: String

    /// - Precondition: Each entry describes the segments that its path has in braces, and no others.
    init(_ entries: [Entry], version: String) {
        for entry in entries {
            let described = entry.operation.parameters.filter { $0.location == .path }.map(\.name)
            precondition(
                described == entry.placeholders,
                "\(entry.path) has \(entry.placeholders), described are \(described)"
            )
        }
        self.entries = entries
        self.version = version
    }

    /// The groups in the order in which the routes first use them.
    var tags: [Operation.Tag] {
        var seen: Set<String> = []
        return entries.map(\.operation.tag).filter { seen.insert($0.name).inserted }
    }

    /// The ways to say whom a request comes from, by name.
    var securitySchemes: [SecurityScheme] {
        Set(entries.flatMap(\.operation.security)).sorted { $0.name < $1.name }
    }

    /// The schemas that are referred to by name.
    var schemas: [String: JSONValue] {
        var components = Schema.Components()
        for schema in entries.flatMap(\.operation.schemas) {
            components.formUnion(schema.components)
        }
        return components.schemas
    }

    /// The whole document (OpenAPI 3.1.0, section 4.8.1).
    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": .string(Self.title), "version": .string(version), "description": .string(Self.description),
            ],
            "servers": [["url": "/"]],
            "tags": .array(tags.map { ["name": .string($0.name), "description": .string($0.description)] }),
            "paths": .object(
                Dictionary(grouping: entries, by: \.path).mapValues { entries in
                    .object(Dictionary(uniqueKeysWithValues: entries.map { ($0.method.key, $0.json) }))
                }
            ),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": .object(
                    Dictionary(uniqueKeysWithValues: securitySchemes.map { ($0.name, $0.json) })
                ),
            ],
        ]
    }
}

extension OpenAPIDocument.Entry {
    init(_ route: Route) {
        self.init(method: route.method, path: route.path, operation: route.operation)
    }

    /// A name that no other entry has, such as `get_bots_by_bot_name_manage_about`.
    var identifier: String {
        let words = path == "/" ? ["root"] : path.replacing("{", with: "by_").split(separator: "/").map(String.init)
        return ([method.key] + words).joined(separator: "_")
            .replacing("}", with: "").replacing(/[^A-Za-z0-9]/, with: "_")
    }

    /// The names that the path has in braces.
    fileprivate var placeholders: [String] {
        path.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
    }

    fileprivate var json: JSONValue { operation.json(identifier: identifier) }
}

extension HTTPRequest.Method {
    /// The method as the document spells it.
    fileprivate var key: String { rawValue.lowercased() }
}
