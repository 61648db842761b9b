import Foundation

/// Reads messages of the Messages API, streamed or whole. Only text counts: what a model thinks is passed over.
struct AnthropicReplyReader: ReplyReader {
    private struct Block: Decodable {
        var type: String?
        var text: String?
        var stopReason: String?

        enum CodingKeys: String, CodingKey {
            case type
            case text
            case stopReason = "stop_reason"
        }
    }

    private struct TokenCounts: Decodable {
        var input: Int?
        var cacheCreation: Int?
        var cacheRead: Int?
        var output: Int?

        enum CodingKeys: String, CodingKey {
            case input = "input_tokens"
            case cacheCreation = "cache_creation_input_tokens"
            case cacheRead = "cache_read_input_tokens"
            case output = "output_tokens"
        }
    }

    /// A whole message, and the one of `message_start`.
    private struct Reply: Decodable {
        var content: [Block]?
        var stopReason: String?
        var usage: TokenCounts?

        enum CodingKeys: String, CodingKey {
            case content
            case stopReason = "stop_reason"
            case usage
        }
    }

    private struct Event: Decodable {
        var type: String
        var message: Reply?
        var contentBlock: Block?
        var delta: Block?
        var usage: TokenCounts?

        enum CodingKeys: String, CodingKey {
            case type
            case message
            case contentBlock = "content_block"
            case delta
            case usage
        }
    }

    private(set) var isComplete = false
    private(set) var finishReason: Generation.FinishReason?
    private(set) var usage: Usage?

    mutating func read(_ event: ServerSentEvent) throws(ReplyFault) -> String {
        let bytes = Array(event.data.utf8)
        guard event.type != "error" else { throw .provider(ProviderError(body: bytes)) }
        guard !bytes.isEmpty, event.type != "ping" else { return "" }
        guard let content = try? JSONDecoder().decode(Event.self, from: Data(bytes)) else {
            throw .malformed("expected an event of a message in JSON, found \(bytes.count) bytes that are none")
        }
        count(content.message?.usage)
        count(content.usage)
        switch content.type {
        case "error": throw .provider(ProviderError(body: bytes))
        case "content_block_start": return text(of: content.contentBlock, type: "text")
        case "content_block_delta": return text(of: content.delta, type: "text_delta")
        case "message_delta": finish(content.delta?.stopReason)
        case "message_stop":
            isComplete = true
            finishReason = finishReason ?? .stop
        default: break
        }
        return ""
    }

    mutating func read(whole body: [UInt8]) throws(ReplyFault) -> String {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(body)), let content = reply.content else {
            let error = ProviderError(body: body)
            if error.impliedStatus != nil { throw .provider(error) }
            throw .malformed("expected a message in JSON, found \(body.count) bytes that are none")
        }
        count(reply.usage)
        finish(reply.stopReason ?? "end_turn")
        isComplete = true
        return content.map { text(of: $0, type: "text") }.joined()
    }

    private func text(of block: Block?, type: String) -> String {
        block?.type == type ? block?.text ?? "" : ""
    }

    /// Counts of the reply's tokens are of all so far; those of the prompt come first, and perhaps again.
    private mutating func count(_ counts: TokenCounts?) {
        guard let counts else { return }
        var total = usage ?? Usage(promptTokenCount: 0, completionTokenCount: 0)
        let prompt = [counts.input, counts.cacheCreation, counts.cacheRead].compactMap(\.self)
        total.promptTokenCount = max(total.promptTokenCount, prompt.reduce(0, &+))
        total.completionTokenCount = counts.output ?? total.completionTokenCount
        usage = total
    }

    private mutating func finish(_ stopReason: String?) {
        guard let stopReason else { return }
        finishReason =
            switch stopReason {
            case "max_tokens", "model_context_window_exceeded": .length
            case "refusal": .contentFilter
            default: .stop
            }
    }
}
