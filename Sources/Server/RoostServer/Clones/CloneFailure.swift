import HTTPTypes
import RetrievalEngine

/// The failures of the Clones API: `{"error": …}`.
enum CloneFailure {
    /// What is said whatever it was that went wrong at the answering model.
    static let modelFailure = "AI service unavailable"

    static func rendered(_ failure: APIFailure) -> RenderedFailure {
        RenderedFailure(
            status: documentedStatus(failure.status),
            body: JSONValue.object(["error": .string(message(failure))]),
            headers: failure.headers,
            cause: failure.cause
        )
    }

    private static func message(_ failure: APIFailure) -> String {
        if failure.isOfModel { return modelFailure }
        if failure.refusedBearer == .missing { return "Authentication token required" }
        if failure.status == .contentTooLarge { return "The request body is too large" }
        return failure.issues.isEmpty ? failure.message : sentences(failure.issues)
    }

    /// All that is wrong with a body, each with its field; a long list has no more to say than its beginning.
    private static func sentences(_ issues: [ValidationError.Issue]) -> String {
        issues.prefix(10).map(\.sentence).joined(separator: "; ")
    }

    /// The API's document knows no other status than 400 for what is wrong with a request.
    private static func documentedStatus(_ status: HTTPResponse.Status) -> HTTPResponse.Status {
        [.conflict, .contentTooLarge, .unsupportedMediaType, .unprocessableContent].contains(status)
            ? .badRequest : status
    }
}
