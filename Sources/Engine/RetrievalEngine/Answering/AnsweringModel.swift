public import Foundation
import LanguageModel

/// What answers questions.
public enum AnsweringModel: Sendable {
    /// The built-in one: quotes the sentences that answer, and needs no network.
    case extractive
    /// A server that speaks OpenAI's Chat Completions: OpenAI, vLLM, Ollama, llama.cpp.
    case openAI(Remote)
    /// A server that speaks Anthropic's Messages.
    case anthropic(Remote)

    /// A model on a server.
    public struct Remote: Sendable, CustomStringConvertible {
        /// As the server knows it.
        public var name: String
        /// Where the API begins, such as `https://api.openai.com/v1`.
        public var baseURL: URL
        /// Never part of a description or an error.
        public var key: String?

        public init(name: String, baseURL: URL, key: String?) {
            self.name = name
            self.baseURL = baseURL
            self.key = key
        }

        public var description: String { "\(name) at \(baseURL.host() ?? "?")" }
    }
}

extension AnsweringModel {
    /// - Returns: Nil for the extractive one, which is the engine's own.
    func makeModel() -> (any LanguageModel)? {
        switch self {
        case .extractive: nil
        case .openAI(let model): OpenAIModel(name: model.name, baseURL: model.baseURL, key: model.key)
        case .anthropic(let model): AnthropicModel(name: model.name, baseURL: model.baseURL, key: model.key ?? "")
        }
    }
}
