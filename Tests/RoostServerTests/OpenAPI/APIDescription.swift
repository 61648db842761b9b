import HTTPTypes
import RetrievalEngine

/// A server's OpenAPI document, as its clients read it.
struct APIDescription {
    let document: JSONValue

    /// An operation of the document.
    struct Operation {
        var method: String
        var path: String
        var description: JSONValue

        var body: JSONValue? { description["requestBody"]?["content"]?["application/json"] }
    }

    /// By path, then by method.
    var operations: [Operation] {
        (document["paths"]?.members ?? [:]).sorted { $0.key < $1.key }.flatMap { path, methods in
            methods.members.sorted { $0.key < $1.key }.map { method, description in
                Operation(method: method.uppercased(), path: path, description: description)
            }
        }
    }

    var validator: SchemaValidator { SchemaValidator(document: document) }

    /// What of an answer is not as the document has it, with the status if that is one the operation does not have.
    func mismatches(of answer: Answer, to method: HTTPRequest.Method, _ path: String) -> [String] {
        guard let operation = operation(method, path) else { return ["\(method) \(path) is not in the document"] }
        guard let documented = operation.description["responses"]?["\(answer.status)"] else {
            return ["\(method) \(operation.path) has no status \(answer.status)"]
        }
        return missingHeaders(of: answer, documented) + bodyMismatches(of: answer, documented)
    }

    private func missingHeaders(of answer: Answer, _ documented: JSONValue) -> [String] {
        (documented["headers"]?.members ?? [:]).compactMap { name, header in
            guard let text = HTTPField.Name(name).flatMap({ answer.headers[$0] }) else { return "no header \(name)" }
            let value = Int64(text).map(JSONValue.integer) ?? .string(text)
            return validator.mismatches(of: value, with: header["schema"] ?? false, at: name).first
        }
    }

    private func bodyMismatches(of answer: Answer, _ documented: JSONValue) -> [String] {
        let contents = documented["content"]?.members ?? [:]
        guard !contents.isEmpty else { return answer.text.isEmpty ? [] : ["there is a body"] }
        let type = String((answer.headers[.contentType] ?? "").prefix { $0 != ";" })
        guard let schema = contents[type]?["schema"] else { return ["the body is \(type)"] }
        let value = type == "application/json" ? answer.json : .string(answer.text)
        return value.map { validator.mismatches(of: $0, with: schema) } ?? ["the body is no JSON"]
    }

    /// The operation that a request is for: of several paths that match, the one with the fewest open segments.
    private func operation(_ method: HTTPRequest.Method, _ path: String) -> Operation? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        let matching = operations.filter { operation in
            let pattern = operation.path.split(separator: "/")
            return operation.method == method.rawValue && pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0.first == "{" || $0 == $1 }
        }
        return matching.min { $0.path.count { $0 == "{" } < $1.path.count { $0 == "{" } }
    }
}

extension TestServer {
    func description() async throws -> APIDescription {
        let answer = try await send(.get, "/openapi.json", key: nil)
        guard let document = answer.json else { throw UnexpectedAnswer(answer) }
        return APIDescription(document: document)
    }
}
