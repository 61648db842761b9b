import DocumentStore
import HTTPTypes
import Hummingbird
import LanguageModel
import RetrievalEngine

extension PromptRoutes {
    /// What a filled prompt may have, in bytes of UTF-8.
    private static let maximumFilledByteCount = 1 << 20

    /// Has the standard model answer a prompt with its placeholders filled in.
    @Sendable
    func preview(_ request: ChatUserRequest) async throws -> Response {
        let request = try await request.collected()
        let body = try PreviewRequest(await request.request.json())
        let filled = try await filled(body, for: request.userNumber)
        // A model on the network costs; nobody should pay for an answer that nobody waits for. The connection that was
        // watched for its client's leaving cannot be used again.
        let isCostly = engine.languageModel.followsInstructions
        let reply =
            isCostly
            ? try await request.request.whileConnected { try await self.reply(to: filled.text) }
            : try await reply(to: filled.text)
        if case .stored(let identifier) = body.source {
            // A prompt that was deleted meanwhile has nothing left to count.
            _ = try await engine.run { [store = engine.store] in
                try store.countUse(ofPrompt: identifier, by: request.userNumber)
            }
        }
        let answer = PreviewAnswer(
            preview: reply.text,
            tokensUsed: reply.usage.totalTokenCount,
            modelUsed: reply.model,
            missingVariables: filled.missingVariables
        )
        return try .json(answer, headers: isCostly ? [.connection: "close"] : [:])
    }

    private func filled(_ body: PreviewRequest, for user: Int64) async throws -> FilledPrompt {
        let content: String
        switch body.source {
        case .stored(let identifier): content = try await prompt(identifier, of: user).text.content
        case .given(let text): content = text
        }
        let prompt = try FilledPrompt(
            content,
            variables: body.variables,
            maximumByteCount: Self.maximumFilledByteCount
        )
        guard prompt.text.contains(where: { !$0.isWhitespace }) else {
            throw APIFailure.badRequest("The prompt is empty once its variables are filled in")
        }
        return prompt
    }

    private func reply(to prompt: String) async throws -> ConversationReply {
        var options = AnswerOptions()
        options.temperature = 0.7
        // No token has less than a byte: nothing is cut off.
        options.maximumInputTokenCount = Self.maximumFilledByteCount
        return try await engine.reply(to: prompt, answering: options)
    }
}
