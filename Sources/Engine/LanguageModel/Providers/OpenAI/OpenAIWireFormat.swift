import Foundation

/// Chat Completions: https://platform.openai.com/docs/api-reference/chat.
struct OpenAIWireFormat: WireFormat {
    let model: String
    let endpoint: ProviderEndpoint

    /// OpenAI's reasoning models refuse `max_tokens`, which its other models only deprecate; most other servers know
    /// nothing else.
    var initialForm: RequestForm {
        RequestForm(limitName: endpoint.url.host() == "api.openai.com" ? .maxCompletionTokens : .maxTokens)
    }

    var headers: HeaderList {
        var headers = HeaderList()
        if let key = endpoint.key { headers.append("Authorization", "Bearer \(key.secret)") }
        return headers
    }

    func body(of request: GenerationRequest, form: RequestForm) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(Body(model: model, request: request, form: form)))
    }

    func makeReader() -> OpenAIReplyReader {
        OpenAIReplyReader()
    }

    private struct Body: Encodable {
        struct Message: Encodable {
            var role: String
            var content: String
        }

        struct StreamOptions: Encodable {
            var includeUsage = true

            enum CodingKeys: String, CodingKey {
                case includeUsage = "include_usage"
            }
        }

        var model: String
        var messages: [Message]
        var stream = true
        var streamOptions: StreamOptions?
        var temperature: Double?
        var topP: Double?
        var maxTokens: Int?
        var maxCompletionTokens: Int?
        var stop: [String]?

        enum CodingKeys: String, CodingKey {
            case model
            case messages
            case stream
            case streamOptions = "stream_options"
            case temperature
            case topP = "top_p"
            case maxTokens = "max_tokens"
            case maxCompletionTokens = "max_completion_tokens"
            case stop
        }

        init(model: String, request: GenerationRequest, form: RequestForm) {
            self.model = model
            messages = request.messages.map { Message(role: $0.role.rawValue, content: $0.text) }
            streamOptions = form.sends(.streamOptions) ? StreamOptions() : nil
            temperature = form.sends(.temperature) ? request.temperature : nil
            topP = form.sends(.topP) ? request.topP.flatMap { $0 > 0 ? $0 : nil } : nil
            switch form.limitName {
            case .maxTokens: maxTokens = request.maximumTokenCount
            case .maxCompletionTokens: maxCompletionTokens = request.maximumTokenCount
            }
            stop = request.stop.isEmpty ? nil : request.stop
        }
    }
}
