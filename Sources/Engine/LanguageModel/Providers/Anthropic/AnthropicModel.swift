package import Foundation

/// A model behind Anthropic's Messages API (`POST {base}/v1/messages`), version 2023-06-01.
///
/// The API wants at most one system text, turns that alternate, and a user's turn first; ``AnthropicConversation`` says
/// how a conversation is brought into that form. The temperature is clamped to 0…1, and `topP` is sent only when there
/// is no temperature, because newer models refuse both together. Stop texts of nothing but white space, which the API
/// refuses, are an `invalidRequest`.
///
/// A failed request is tried again as ``RetryPolicy`` says, until the first text was received; a server of which
/// three calls in a row fail is left alone for a minute.
package struct AnthropicModel: LanguageModel {
    /// The API demands a limit of tokens; this is the one of requests without any.
    package static let defaultMaximumTokenCount = 1024

    package let name: String
    private let remote: RemoteModel<AnthropicWireFormat>

    /// - Parameters:
    ///   - name: The model's name, such as `claude-sonnet-4-5`.
    ///   - baseURL: With or without `/v1` and a last slash; nil for Anthropic's own server.
    ///   - key: Sent as `x-api-key`.
    package init(
        name: String,
        baseURL: URL? = nil,
        key: String,
        client: HTTPClient = HTTPClient(),
        retryPolicy: RetryPolicy = RetryPolicy(),
        clock: ModelClock = .system
    ) {
        self.name = name
        let endpoint = ProviderEndpoint(
            base: baseURL ?? Self.defaultBaseURL,
            versionPath: "/v1",
            path: "/messages",
            key: APIKey(key)
        )
        let wire = AnthropicWireFormat(model: name, endpoint: endpoint)
        remote = RemoteModel(wire: wire, client: client, retryPolicy: retryPolicy, clock: clock)
    }

    private static var defaultBaseURL: URL {
        var components = URLComponents()
        components.scheme = "https"
        components.host = "api.anthropic.com"
        return components.url ?? URL(filePath: "/")
    }

    package var followsInstructions: Bool { true }

    package func generate(
        _ request: GenerationRequest,
        receive: (String) async throws -> Void
    ) async throws -> Generation {
        try await remote.generate(request, receive: receive)
    }

    package func isReachable() async -> Bool {
        await remote.isReachable()
    }
}
