import Foundation
import LanguageModel
import TestSupport

/// A provider, as the server's side of a test sees it.
enum WireForm: String, CaseIterable, Sendable {
    case openAI
    case anthropic

    /// A key that no message may show.
    static let key = "sk-test-0123456789"

    func model(
        _ server: LoopbackServer,
        clock: ModelClock = ManualClock().modelClock(),
        change: (inout HTTPClient.Configuration) -> Void = { _ in }
    ) -> any LanguageModel {
        model(server.url, clock: clock, change: change)
    }

    func model(
        _ url: URL,
        clock: ModelClock = ManualClock().modelClock(),
        change: (inout HTTPClient.Configuration) -> Void = { _ in }
    ) -> any LanguageModel {
        var configuration = HTTPClient.Configuration()
        configuration.proxy = .none
        change(&configuration)
        let client = HTTPClient(configuration: configuration)
        switch self {
        case .openAI:
            let base = url.appending(path: "v1")
            return OpenAIModel(name: "tiny", baseURL: base, key: Self.key, client: client, clock: clock)
        case .anthropic:
            return AnthropicModel(name: "tiny", baseURL: url, key: Self.key, client: client, clock: clock)
        }
    }

    /// A whole stream that says these texts.
    func stream(_ texts: [String], finish: String? = nil, prompt: Int = 12, completion: Int = 34) -> [UInt8] {
        start(prompt: prompt) + texts.flatMap(delta) + end(finish: finish, prompt: prompt, completion: completion)
    }

    /// What comes before the first text.
    func start(prompt: Int = 12) -> [UInt8] {
        switch self {
        case .openAI:
            Array(
                ": comment\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
                    .utf8
            )
        case .anthropic:
            event(
                #"{"type":"message_start","message":{"id":"m","content":[],"stop_reason":null,"#
                    + #""usage":{"input_tokens":\#(prompt - 5),"cache_creation_input_tokens":2,"#
                    + #""cache_read_input_tokens":3,"output_tokens":1}}}"#
            ) + event(#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#)
                + event(#"{"type":"ping"}"#)
                + event(#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#)
        }
    }

    /// One piece of text.
    func delta(_ text: String) -> [UInt8] {
        switch self {
        case .openAI:
            event(#"{"choices":[{"index":0,"delta":{"content":\#(quoted(text)),"reasoning_content":null}}]}"#)
        case .anthropic:
            event(#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":\#(quoted(text))}}"#)
        }
    }

    /// What comes behind the last text.
    func end(finish: String? = nil, prompt: Int = 12, completion: Int = 34) -> [UInt8] {
        switch self {
        case .openAI:
            event(#"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(finish ?? "stop")"}],"usage":null}"#)
                + event(
                    #"{"choices":[],"usage":{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion)}}"#
                ) + Array("data: [DONE]\n\n".utf8)
        case .anthropic:
            event(#"{"type":"content_block_stop","index":0}"#)
                + event(
                    #"{"type":"message_delta","delta":{"stop_reason":"\#(finish ?? "end_turn")"},"#
                        + #""usage":{"output_tokens":\#(completion)}}"#
                ) + event(#"{"type":"message_stop"}"#)
        }
    }

    /// An error inside a stream.
    func streamError(type: String, message: String) -> [UInt8] {
        switch self {
        case .openAI: event(#"{"error":{"message":\#(quoted(message)),"type":"\#(type)","code":null}}"#)
        case .anthropic: event(#"{"type":"error","error":{"type":"\#(type)","message":\#(quoted(message))}}"#)
        }
    }

    /// The body of a refusal.
    func errorBody(_ message: String, type: String = "invalid_request_error") -> String {
        switch self {
        case .openAI: #"{"error":{"message":\#(quoted(message)),"type":"\#(type)","param":null,"code":null}}"#
        case .anthropic: #"{"type":"error","error":{"type":"\#(type)","message":\#(quoted(message))}}"#
        }
    }

    /// The answer of a server that does not stream.
    func whole(_ text: String) -> String {
        switch self {
        case .openAI:
            "\n " + #"{"choices":[{"index":0,"message":{"role":"assistant","content":\#(quoted(text))},"#
                + #""finish_reason":"length"}],"usage":{"prompt_tokens":12,"completion_tokens":34}}"#
        case .anthropic:
            #"{"type":"message","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":\#(quoted(text))}],"#
                + #""stop_reason":"max_tokens","usage":{"input_tokens":12,"output_tokens":34}}"#
        }
    }

    private func event(_ json: String) -> [UInt8] {
        switch self {
        case .openAI: return Array("data: \(json)\n\n".utf8)
        case .anthropic:
            let type = json.split(separator: "\"").dropFirst(2).first ?? ""
            return Array("event: \(type)\r\ndata: \(json)\r\n\r\n".utf8)
        }
    }

    private func quoted(_ text: String) -> String {
        let data = (try? JSONEncoder().encode(text)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}

extension LanguageModel {
    /// The whole reply to one question.
    func reply(_ request: GenerationRequest = .question) async throws -> (text: String, generation: Generation) {
        var text = ""
        let generation = try await generate(request) { text += $0 }
        return (text, generation)
    }

    /// The error instead of a reply.
    func failure(_ request: GenerationRequest = .question) async -> LanguageModelError? {
        do {
            _ = try await reply(request)
            return nil
        } catch {
            return error as? LanguageModelError
        }
    }
}

extension GenerationRequest {
    static let question = GenerationRequest(messages: [Message(.user, "Why?")])
}
