import HTTPTypes
import RetrievalEngine

/// The failures of the Assistants API: its envelope, with `data` null.
enum AssistantFailure {
    static func rendered(_ failure: APIFailure) -> RenderedFailure {
        let status = documentedStatus(failure.status)
        return RenderedFailure(
            status: status,
            body: JSONValue.object([
                "status": .integer(Int64(status.code)), "message": .string(message(failure)), "data": .null,
            ]),
            headers: failure.headers,
            cause: failure.cause
        )
    }

    /// Only the first of the issues is told.
    private static func message(_ failure: APIFailure) -> String {
        guard let issue = failure.issues.first else { return failure.message }
        // Where in the body it stops being JSON is no field.
        let field = issue.type == "json_invalid" ? "" : issue.fieldPath
        return "Validation error - \"\(field.isEmpty ? "body" : field)\": \(issue.message)"
    }

    /// The API's document knows no other status than 400 for what is wrong with a request.
    private static func documentedStatus(_ status: HTTPResponse.Status) -> HTTPResponse.Status {
        [.conflict, .unsupportedMediaType, .unprocessableContent].contains(status) ? .badRequest : status
    }
}

extension APIFailure {
    /// The user has no such assistant; a foreign one is none.
    static let unknownAssistant = notFound("Assistant not found")
    static let unknownAssistantDocument = notFound("Document not found")
}
