import Foundation

/// The Messages API: https://docs.anthropic.com/en/api/messages.
struct AnthropicWireFormat: WireFormat {
    let model: String
    let endpoint: ProviderEndpoint

    var initialForm: RequestForm { RequestForm(limitName: .maxTokens) }

    var headers: HeaderList {
        var headers: HeaderList = ["anthropic-version": "2023-06-01"]
        if let key = endpoint.key { headers.append("x-api-key", key.secret) }
        return headers
    }

    func body(of request: GenerationRequest, form: RequestForm) throws -> [UInt8] {
        let conversation = AnthropicConversation(request.messages)
        guard !conversation.turns.isEmpty else {
            throw LanguageModelError(
                .invalidRequest,
                "\(endpoint.host): expected a message of the user with text, found none"
            )
        }
        guard !request.stop.contains(where: { $0.allSatisfy(\.isWhitespace) }) else {
            throw LanguageModelError(
                .invalidRequest,
                "\(endpoint.host): expected stop texts that are not only white space"
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(Body(model: model, conversation: conversation, request: request, form: form)))
    }

    func makeReader() -> AnthropicReplyReader {
        AnthropicReplyReader()
    }

    private struct Body: Encodable {
        var model: String
        var system: String?
        var messages: [AnthropicConversation.Turn]
        var stream = true
        var maxTokens: Int
        var temperature: Double?
        var topP: Double?
        var stopSequences: [String]?

        enum CodingKeys: String, CodingKey {
            case model
            case system
            case messages
            case stream
            case maxTokens = "max_tokens"
            case temperature
            case topP = "top_p"
            case stopSequences = "stop_sequences"
        }

        init(model: String, conversation: AnthropicConversation, request: GenerationRequest, form: RequestForm) {
            self.model = model
            system = conversation.system.isEmpty ? nil : conversation.system
            messages = conversation.turns
            maxTokens = request.maximumTokenCount ?? AnthropicModel.defaultMaximumTokenCount
            if let value = request.temperature {
                temperature = form.sends(.temperature) ? min(max(value, 0), 1) : nil
            } else if let value = request.topP, value > 0 {
                topP = form.sends(.topP) ? value : nil
            }
            stopSequences = request.stop.isEmpty ? nil : request.stop
        }
    }
}
