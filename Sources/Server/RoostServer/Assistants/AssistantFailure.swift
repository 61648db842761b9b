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

    private static func message(_ failure: APIFailure) -> String {
        guard let issue = failure.issues.first else { return failure.message }
        let field = issue.fieldPath
        return "Validation error - \"\(field.isEmpty ? "body" : field)\": \(issue.message)"
    }

    private static func documentedStatus(_ status: HTTPResponse.Status) -> HTTPResponse.Status {
        status == .unprocessableContent ? .badRequest : status
    }
}
