import DocumentStore
import HTTPTypes
import LanguageModel
import RetrievalEngine

extension AssistantRoutes {
    /// Passages of an assistant's documents that an answer is made from.
    private static let passageCount = 5

    func chat(_ request: AssistantRequest) async throws -> AssistantAnswer {
        let request = try await request.collected()
        let submission = try AssistantChatSubmission(try await request.json())
        let assistant = try await assistant(of: request, in: request.caller.ownScope)
        let answerer = models[assistant.profile.modelName] ?? models.standard
        guard answerer.languageModel.followsInstructions else {
            return AssistantAnswer(data: try await reply(to: submission, as: assistant, by: answerer).json)
        }
        // A model on the network costs; nobody should pay for an answer that nobody waits for. The connection that was
        // watched for its client's leaving cannot be used again.
        let answer = try await request.whileConnected { try await reply(to: submission, as: assistant, by: answerer) }
        return AssistantAnswer(data: answer.json, headers: [.connection: "close"])
    }

    private func reply(
        to submission: AssistantChatSubmission,
        as assistant: StoredAssistant,
        by answerer: RetrievalEngine
    ) async throws -> ConversationReply {
        var options = RetrievalOptions()
        options.topN = Self.passageCount
        var answering = AnswerOptions()
        answering.history = submission.history
        answering.systemMessage = assistant.profile.systemPrompt
        answering.temperature = assistant.profile.temperature
        return try await answerer.reply(
            to: submission.message,
            from: assistant.profile.readsDocuments ? try await documents(of: assistant, by: answerer) : nil,
            options: options,
            answering: answering
        )
    }

    /// The collection of an assistant's documents.
    ///
    /// - Throws: 404 when the assistant was deleted meanwhile.
    func documents(of assistant: StoredAssistant, by engine: RetrievalEngine) async throws -> Collection {
        let owner = assistant.collectionOwner
        return try await throwingUnknownAssistant {
            try await engine.collection(
                named: assistant.id,
                owner: Owner(kind: owner.kind, identifier: owner.identifier)
            )
        }
    }

    /// Does something with an assistant's collection, which is gone when the assistant is.
    func throwingUnknownAssistant<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as EngineError where error.code == .notFound {
            throw APIFailure.unknownAssistant
        }
    }
}

extension ConversationReply {
    /// The reply as answers have it.
    fileprivate var json: JSONValue {
        [
            "reply": .string(text),
            "citations": .array(citations.map(\.assistantJSON)),
            "modelName": .string(model),
            "grounded": grounding.map { .string($0.rawValue) } ?? .null,
        ]
    }
}

extension Citation {
    fileprivate var assistantJSON: JSONValue {
        [
            "document": .string(document), "page": page.map { .integer(Int64($0)) } ?? .null, "text": .string(text),
            "score": .number(score),
        ]
    }
}
