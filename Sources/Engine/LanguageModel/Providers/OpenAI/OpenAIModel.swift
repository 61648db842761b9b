package import Foundation

/// A model behind an OpenAI-compatible server: OpenAI, vLLM, Ollama, llama.cpp and others that know Chat Completions
/// (`POST {base}/chat/completions`).
///
/// Servers differ, and a parameter that one refuses as unsupported (status 400 or 422) is left out or renamed, once each
/// and for the model's lifetime: `max_tokens` becomes `max_completion_tokens`, or the other way round (OpenAI's own host
/// is given `max_completion_tokens` from the start); `stream_options`, `temperature` and `top_p` are left out. A `topP`
/// of 0 or less is never sent, because many servers refuse it. What a model thinks is not part of the text.
///
/// A failed request is tried again as ``RetryPolicy`` says, until the first text was received; a server of which
/// three calls in a row fail is left alone for a minute.
package struct OpenAIModel: LanguageModel {
    package let name: String
    private let remote: RemoteModel<OpenAIWireFormat>

    /// - Parameters:
    ///   - name: The model's name on the server, such as `gpt-4o-mini`.
    ///   - baseURL: Such as `https://api.openai.com/v1` or `http://127.0.0.1:11434/v1`, with or without a last slash.
    ///   - key: Sent as a bearer token; nil for servers that want none.
    package init(
        name: String,
        baseURL: URL,
        key: String? = nil,
        client: HTTPClient = HTTPClient(),
        retryPolicy: RetryPolicy = RetryPolicy(),
        clock: ModelClock = .system
    ) {
        self.name = name
        let key = key.flatMap { $0.isEmpty ? nil : APIKey($0) }
        let endpoint = ProviderEndpoint(base: baseURL, path: "/chat/completions", key: key)
        let wire = OpenAIWireFormat(model: name, endpoint: endpoint)
        remote = RemoteModel(wire: wire, client: client, retryPolicy: retryPolicy, clock: clock)
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
