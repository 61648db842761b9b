import HTTPTypes
import RetrievalEngine

/// The failures of the Chat API: `{"detail": …}`, and where the prefix has 422 for them, the single `errors` beside it.
enum ChatFailure {
    /// - Parameter invalidRequest: The status of a request whose parts do not fit.
    static func rendered(_ failure: APIFailure, invalidRequest: HTTPResponse.Status) -> RenderedFailure {
        let isInvalid = failure.status == .unprocessableContent
        let status = isInvalid ? status(of: failure, invalidRequest: invalidRequest) : failure.status
        var body: [String: JSONValue] = ["detail": .string(message(failure))]
        if status == .unprocessableContent {
            body["errors"] = .array(
                failure.issues.prefix(100).map { issue in
                    ["loc": .array(issue.location.map(\.json)), "msg": .string(issue.message)]
                }
            )
        }
        return RenderedFailure(
            status: status,
            body: JSONValue.object(body),
            headers: failure.headers,
            cause: failure.cause
        )
    }

    private static func message(_ failure: APIFailure) -> String {
        switch failure.refusedBearer {
        case nil: failure.message
        case .missing: "Not authenticated"
        default: "Could not validate credentials"
        }
    }

    /// Broken JSON is 400 under both prefixes.
    private static func status(
        of failure: APIFailure,
        invalidRequest: HTTPResponse.Status
    ) -> HTTPResponse.Status {
        failure.issues.contains { $0.type == "json_invalid" } ? .badRequest : invalidRequest
    }
}
