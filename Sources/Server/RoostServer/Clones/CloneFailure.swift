import HTTPTypes
import RetrievalEngine

/// The failures of the Clones API: `{"error": …}`.
enum CloneFailure {
    static func rendered(_ failure: APIFailure) -> RenderedFailure {
        RenderedFailure(
            status: documentedStatus(failure.status),
            body: JSONValue.object(["error": .string(message(failure))]),
            headers: failure.headers,
            cause: failure.cause
        )
    }

    private static func message(_ failure: APIFailure) -> String {
        if failure.isOfModel { return "AI service unavailable" }
        return failure.refusedBearer == .missing ? "Authentication token required" : failure.message
    }

    /// The API's document knows no other status than 400 for what is wrong with a request.
    private static func documentedStatus(_ status: HTTPResponse.Status) -> HTTPResponse.Status {
        [.conflict, .contentTooLarge, .unsupportedMediaType, .unprocessableContent].contains(status)
            ? .badRequest : status
    }
}
