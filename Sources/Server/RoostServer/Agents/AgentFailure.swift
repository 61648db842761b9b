import HTTPTypes
import Hummingbird
import RetrievalEngine

/// The failures of the Agents API: `{"error": {"status_code", "detail", "code"}, "detail"}`.
enum AgentFailure {
    static func rendered(_ failure: APIFailure) -> RenderedFailure {
        let status: HTTPResponse.Status = failure.issues.isEmpty ? failure.status : .badRequest
        let detail = detail(of: failure)
        var error: [String: JSONValue] = [
            "status_code": .integer(Int64(status.code)), "detail": .string(detail),
            "code": .string(failure.code ?? code(of: failure, status: status)),
        ]
        if !failure.issues.isEmpty {
            error["fields"] = .object(fields(of: failure.issues))
        }
        return RenderedFailure(
            status: status,
            body: JSONValue.object(["error": .object(error), "detail": .string(detail)]),
            headers: headers(of: failure),
            cause: failure.cause
        )
    }

    fileprivate static func detail(of failure: APIFailure) -> String {
        if let issue = failure.issues.first {
            let path = issue.fieldPath
            return path.isEmpty || issue.type == ValidationError.Issue.sentenceType
                ? issue.serializerMessage : "\(path): \(issue.serializerMessage)"
        }
        if let refusal = failure.refusedBearer { return refusal.text }
        if failure.isOfModel { return "AI provider is currently unavailable. Please try again later." }
        return switch failure.status {
        case .contentTooLarge: "Request payload is too large."
        case .internalServerError: "Internal Server Error. Our team has been notified."
        default: failure.message
        }
    }

    private static func code(of failure: APIFailure, status: HTTPResponse.Status) -> String {
        if let refusal = failure.refusedBearer {
            return refusal == .missing ? "not_authenticated" : "authentication_failed"
        }
        if failure.isOfModel { return "ai_provider_failure" }
        return switch status {
        case .badRequest: "validation_error"
        case .forbidden: "permission_denied"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .contentTooLarge: "payload_too_large"
        case .unsupportedMediaType: "unsupported_media_type"
        case .tooManyRequests: "throttled"
        case .serviceUnavailable: failure.isOfKeys ? "auth_unavailable" : "overloaded"
        case .internalServerError: "internal_error"
        case .insufficientStorage: "insufficient_storage"
        default: "error"
        }
    }

    private static func headers(of failure: APIFailure) -> HTTPFields {
        var headers = failure.headers
        if failure.refusedBearer != nil {
            headers[.wwwAuthenticate] = #"Bearer realm="api""#
        }
        return headers
    }

    /// All that is wrong, by the top-level name of the field.
    private static func fields(of issues: [ValidationError.Issue]) -> [String: JSONValue] {
        Dictionary(grouping: issues.prefix(100)) { issue in
            issue.fieldPath.isEmpty ? "non_field_errors" : issue.fieldPath
        }.mapValues { .array($0.map { .string($0.serializerMessage) }) }
    }
}

extension ValidationError.Issue {
    /// The type of issues whose message says itself which field it is about.
    fileprivate static let sentenceType = "sentence"

    /// What is wrong with a field, in a sentence that is the failure's `detail` as it is.
    static func sentence(_ sentence: String, about field: String) -> Self {
        Self(type: sentenceType, location: ["body", .name(field)], message: sentence, input: .null)
    }

    /// The message in the words of Django REST framework, which clients of the API know.
    fileprivate var serializerMessage: String {
        switch type {
        case "missing": location == ["body"] ? "No data was sent." : "This field is required."
        case "model_attributes_type": "Invalid data. Expected a dictionary."
        case "json_invalid": "JSON parse error - \(context?["error"]?.stringValue ?? message)"
        default: message
        }
    }
}

extension APIFailure {
    /// What the Agents API says of the failure.
    var agentDetail: String { AgentFailure.detail(of: self) }

    /// A body of a type that the route does not read, in the words of Django REST framework.
    static func unsupportedMediaType(of request: Request) -> Self {
        Self(
            status: .unsupportedMediaType,
            message: "Unsupported media type \"\(request.headers[.contentType] ?? "")\" in request."
        )
    }

    /// An agent that the workspace does not have.
    static func unknownAgent(_ agent: String, inWorkspace workspace: String) -> Self {
        notFound("Agent with ID \(agent) not found or not accessible in workspace \(workspace).")
    }
}

extension BearerFailure {
    /// What the Agents API says of it.
    fileprivate var text: String {
        switch self {
        case .missing: "Authentication credentials were not provided."
        case .malformedHeader: "Invalid token header. No credentials provided."
        case .undecodable: "Error decoding token."
        case .invalidSignature: "Invalid token signature."
        case .expired: "Token has expired."
        case .notYetValid: "Token is not yet valid."
        case .wrongAudience: "Invalid token audience."
        case .wrongIssuer: "Invalid token issuer."
        case .missingSubject: "JWT payload missing user ID (sub)."
        case .keysUnavailable: "The keys to check the token with cannot be had now."
        }
    }
}
