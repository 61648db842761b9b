import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import LanguageModel
import RetrievalEngine

extension CloneRoutes {
    /// Answers a question from what a clone knows.
    @Sendable
    func chat(_ request: UserRequest) async throws -> Response {
        let id = try request.cloneID
        let user = try await user(of: request)
        let access = try await engine.run { [store = engine.store] in
            try store.openDocuments(ofClone: id, for: .reading, by: user)
        }
        let opened = try granted(access)
        let request = try await request.collected()
        let question = try await question(of: request)
        guard opened.clone.answers(inWorkspace: question.workspaceID) else {
            throw APIFailure.forbidden("You do not have access to this clone")
        }
        guard engine.languageModel.followsInstructions else {
            return try .json(await answer(question, by: opened, to: user))
        }
        // A model on the network costs; nobody should pay for an answer that nobody waits for. The connection that was
        // watched for its client's leaving cannot be used again.
        let answer = try await request.whileConnected { try await self.answer(question, by: opened, to: user) }
        return try .json(answer, headers: [.connection: "close"])
    }

    private func question(of request: UserRequest) async throws -> CloneChatRequest {
        let body: JSONValue
        do {
            body = try await request.json()
        } catch let error as ValidationError where !error.issues.contains(where: { $0.type == "json_invalid" }) {
            throw CloneChatRequest.invalidMessage
        }
        return try CloneChatRequest(body)
    }

    /// Answers, and logs the answer before it is given.
    private func answer(
        _ question: CloneChatRequest,
        by opened: OpenedClone,
        to user: CloneUser
    ) async throws -> CloneChatAnswer {
        let collection = try engine.collection(opened.documents)
        let reply = try await engine.reply(
            to: question.text,
            from: collection,
            options: .ofClones,
            answering: try await answerOptions(question, by: opened.clone)
        )
        // Documents may have come since the clone was looked up.
        let current = try await engine.run { [store = engine.store] in
            try store.clone(opened.clone.id, for: .reading, by: user)
        }
        let context = CloneChatContext(reply.passages, of: try granted(current).documents)
        let interaction = CloneInteraction(
            userID: user.id,
            cloneID: opened.clone.id,
            workspaceID: question.workspaceID,
            channelID: question.channelID,
            query: question.text,
            context: try context.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) },
            // A model may write anything, and the database no NUL.
            response: reply.text.replacing("\0", with: "\u{FFFD}"),
            createdAt: Timestamp.nowMilliseconds
        )
        let logged = try await engine.run { [store = engine.store] in
            try store.recordInteraction(interaction, by: user)
        }
        try granted(logged)
        return CloneChatAnswer(response: reply.text, context: context)
    }

    private func answerOptions(_ question: CloneChatRequest, by clone: StoredClone) async throws -> AnswerOptions {
        let system = ([clone.content.basePrompt] + question.instructions).joined(separator: "\n\n")
        var options = AnswerOptions()
        options.history = question.history
        options.systemMessage = system
        options.temperature = 0.7
        // A long base prompt must not leave a question, its context and its history without room.
        options.maximumInputTokenCount = 8000 + (try await engine.run { TokenEstimator().tokenCount(system) })
        return options
    }
}

extension RetrievalOptions {
    /// The five nearest passages, however near they are (contract, section 1.2).
    fileprivate static var ofClones: Self {
        var options = Self()
        options.topK = 5
        options.topN = 5
        return options
    }
}

extension StoredClone {
    /// Whether a request that names a workspace, or none, is for this clone.
    fileprivate func answers(inWorkspace requested: String?) -> Bool {
        guard content.visibility == .private, let own = content.workspaceID, let requested else { return true }
        return own == requested
    }
}
