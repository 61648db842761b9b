import Foundation

/// What a provider says about an error, in any of the forms in use: `{"error": {"message", "type", "code", "param"}}`
/// (OpenAI, Anthropic), `{"error": "…"}` (Ollama), `{"message"}` (vLLM), `{"detail"}` (FastAPI).
struct ProviderError: Decodable, Error, Equatable {
    var message: String
    var type: String?
    var code: String?
    var parameter: String?

    private enum Key: String, CodingKey {
        case error
        case message
        case detail
        case type
        case code
        case parameter = "param"
    }

    init(message: String, type: String? = nil, code: String? = nil, parameter: String? = nil) {
        self.message = message
        self.type = type
        self.code = code
        self.parameter = parameter
    }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(message: text)
            return
        }
        let fields = try decoder.container(keyedBy: Key.self)
        if let inner = try? fields.decode(ProviderError.self, forKey: .error) {
            self = inner
            return
        }
        let text = { (key: Key) -> String? in try? fields.decode(String.self, forKey: key) }
        self.init(
            message: text(.message) ?? text(.detail) ?? "",
            type: text(.type),
            code: text(.code) ?? (try? fields.decode(Int.self, forKey: .code)).map(String.init),
            parameter: text(.parameter)
        )
    }

    /// Reads the body of an error; what is no JSON is the message itself.
    init(body: [UInt8]) {
        let decoded = try? JSONDecoder().decode(Self.self, from: Data(body))
        self = decoded ?? ProviderError(message: String(decoding: body, as: UTF8.self))
    }

    /// Whether the provider's filter refused the prompt.
    var isContentFilter: Bool {
        [type, code].contains("content_filter") || [type, code].contains("content_policy_violation")
    }

    /// Whether the account is out of money, which no waiting helps.
    var isQuotaExhausted: Bool {
        [type, code].contains("insufficient_quota")
    }

    /// The HTTP status that goes with an error inside a stream; nil when its type is unknown.
    var impliedStatus: Int? {
        for name in [code, type].compactMap(\.self) {
            if let status = Int(name), (400...599).contains(status) { return status }
            switch name {
            case "invalid_request_error", "context_length_exceeded", "content_filter": return 400
            case "authentication_error", "invalid_api_key": return 401
            case "permission_error": return 403
            case "not_found_error", "model_not_found": return 404
            case "timeout_error": return 408
            case "request_too_large": return 413
            case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota": return 429
            case "api_error", "server_error", "internal_server_error": return 500
            case "overloaded_error": return 529
            default: continue
            }
        }
        return nil
    }
}
