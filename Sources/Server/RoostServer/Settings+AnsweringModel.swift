import Foundation
import RetrievalEngine

extension Settings {
    /// What answers questions: `roost.llm`, and what belongs to the provider it names.
    ///
    /// - Throws: ``ConfigurationError`` for an unknown name, and for the provider's own server without a key.
    func answeringModel() async throws -> AnsweringModel {
        switch try await text("roost.llm")?.lowercased() {
        case nil, "extractive": return .extractive
        case "openai": return .openAI(try await remoteModel(of: .openAI))
        case "anthropic": return .anthropic(try await remoteModel(of: .anthropic))
        case let name?:
            throw ConfigurationError(
                key: "ROOST_LLM",
                reason: "expected extractive, openai or anthropic, found '\(name)'"
            )
        }
    }

    private func remoteModel(of provider: Provider) async throws -> AnsweringModel.Remote {
        let baseURL = try await url("\(provider.name).baseURL", default: provider.defaultURL)
        let key = try await text("\(provider.name).apiKey", isSecret: true)
        if key == nil, baseURL.absoluteString == provider.defaultURL {
            throw ConfigurationError(
                key: Self.environmentName(of: "\(provider.name).apiKey"),
                reason: "needed for \(provider.defaultURL)"
            )
        }
        return AnsweringModel.Remote(
            name: try await text("roost.llmModel") ?? provider.defaultModel,
            baseURL: baseURL,
            key: key
        )
    }
}

/// A service that models are asked of.
private struct Provider {
    var name: String
    var defaultURL: String
    var defaultModel: String

    static let openAI = Provider(
        name: "openai",
        defaultURL: "https://api.openai.com/v1",
        defaultModel: "gpt-4o-mini"
    )
    static let anthropic = Provider(
        name: "anthropic",
        defaultURL: "https://api.anthropic.com",
        defaultModel: "claude-haiku-4-5"
    )
}
