import HTTPTypes
import RetrievalEngine

extension Operation {
    /// The operation object of OpenAPI 3.1 (section 4.8.10).
    func json(identifier: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .string(identifier),
            "summary": .string(summary),
            "description": .string(description),
            "tags": [.string(tag.name)],
            "responses": .object(
                Dictionary(uniqueKeysWithValues: answers.map { ("\($0.key.code)", $0.value.json) })
            ),
        ]
        if !security.isEmpty {
            members["security"] = .array(security.map { .object([$0.name: []]) })
        }
        if !parameters.isEmpty {
            members["parameters"] = .array(parameters.map(\.json))
        }
        members["requestBody"] = body?.json
        return .object(members)
    }

    /// All schemas that the operation is described with.
    var schemas: [Schema] {
        let answered = answers.values.flatMap { $0.contents.map(\.schema) + $0.headers.map(\.schema) }
        return parameters.map(\.schema) + (body?.contents.map(\.schema) ?? []) + answered
    }
}

extension Operation.Parameter {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "in": .string(location.rawValue), "required": .bool(isRequired),
            "schema": schema.json, "description": .string(description),
        ]
    }
}

extension Operation.Body {
    /// All forms that it may have.
    fileprivate var contents: [Operation.Content] {
        [Operation.Content(mediaType: mediaType, schema: schema, example: example)] + alternatives
    }

    fileprivate var json: JSONValue {
        ["required": true, "content": contents.json]
    }
}

extension Operation.Answer {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["description": .string(description)]
        if !contents.isEmpty {
            members["content"] = contents.json
        }
        if !headers.isEmpty {
            members["headers"] = .object(Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.json) }))
        }
        return .object(members)
    }
}

extension Operation.Content {
    fileprivate var json: JSONValue {
        var members = ["schema": schema.json]
        members["example"] = example
        return .object(members)
    }
}

extension [Operation.Content] {
    /// By media type.
    fileprivate var json: JSONValue {
        .object(Dictionary(uniqueKeysWithValues: map { ($0.mediaType, $0.json) }))
    }
}

extension Operation.Header {
    fileprivate var json: JSONValue {
        ["required": true, "schema": schema.json, "description": .string(description)]
    }
}
