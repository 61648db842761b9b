import Foundation

/// Reads Chat Completions, streamed (`chat.completion.chunk`) or whole (`chat.completion`).
struct OpenAIReplyReader: ReplyReader {
    private struct Chunk: Decodable {
        struct Choice: Decodable {
            struct Content: Decodable {
                var content: String?
            }

            var index: Int?
            var delta: Content?
            var message: Content?
            var finishReason: String?

            enum CodingKeys: String, CodingKey {
                case index
                case delta
                case message
                case finishReason = "finish_reason"
            }
        }

        struct TokenCounts: Decodable {
            var prompt: Int?
            var completion: Int?

            enum CodingKeys: String, CodingKey {
                case prompt = "prompt_tokens"
                case completion = "completion_tokens"
            }
        }

        var object: String?
        var choices: [Choice]?
        var usage: TokenCounts?
        var error: ProviderError?
    }

    private(set) var isComplete = false
    private(set) var finishReason: Generation.FinishReason?
    private(set) var usage: Usage?

    mutating func read(_ event: ServerSentEvent) throws(ReplyFault) -> String {
        let data = event.data.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !data.isEmpty else { return "" }
        guard data != "[DONE]" else {
            isComplete = true
            finishReason = finishReason ?? .stop
            return ""
        }
        let bytes = Array(data.utf8)
        guard event.type != "error" else { throw .provider(ProviderError(body: bytes)) }
        return try read(bytes, expected: "a chunk of a chat completion")
    }

    mutating func read(whole body: [UInt8]) throws(ReplyFault) -> String {
        let text = try read(body, expected: "a chat completion")
        isComplete = true
        finishReason = finishReason ?? .stop
        return text
    }

    private mutating func read(_ bytes: [UInt8], expected: String) throws(ReplyFault) -> String {
        guard let chunk = try? JSONDecoder().decode(Chunk.self, from: Data(bytes)) else {
            throw .malformed("expected \(expected) in JSON, found \(bytes.count) bytes that are none")
        }
        if let error = chunk.error { throw .provider(error) }
        // vLLM's form of an error.
        if chunk.object == "error" { throw .provider(ProviderError(body: bytes)) }
        if let counts = chunk.usage {
            usage = Usage(promptTokenCount: counts.prompt ?? 0, completionTokenCount: counts.completion ?? 0)
        }
        guard let choices = chunk.choices else {
            guard chunk.usage == nil else { return "" }
            throw .malformed("expected \(expected), found JSON without choices")
        }
        guard let choice = choices.first(where: { ($0.index ?? 0) == 0 }) else { return "" }
        if let reason = choice.finishReason, !reason.isEmpty { finishReason = Self.reason(reason) }
        return (choice.delta ?? choice.message)?.content ?? ""
    }

    private static func reason(_ name: String) -> Generation.FinishReason {
        switch name {
        case "length", "max_tokens": .length
        case "content_filter": .contentFilter
        default: .stop
        }
    }
}
