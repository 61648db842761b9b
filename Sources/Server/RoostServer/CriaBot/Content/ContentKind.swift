import DocumentStore
import RetrievalEngine

/// What a bot holds, each kind in an index of its own.
enum ContentKind: String, CaseIterable, Sendable {
    /// Text that the client has cut into nodes.
    case documents
    /// Answers that a person wrote, found by the ways in which their question may be put.
    case questions
}

extension ContentKind {
    /// What the body of an upload or update describes, to be stored in `group`.
    ///
    /// - Throws: ``ValidationError`` for what has the wrong type or is missing; 400 `INVALID_FILE_DATA` for content that
    ///   cannot be stored.
    func source(_ body: JSONValue, in group: IndexGroup) throws -> DocumentSource {
        switch self {
        case .documents: try DocumentSubmission(body, in: group).source
        case .questions: try QuestionSubmission(body, in: group).source
        }
    }

    /// The name of a bot's index of this kind.
    func groupName(of bot: StoredBot) -> String {
        switch self {
        case .documents: bot.documentCollectionName
        case .questions: bot.questionCollectionName
        }
    }
}

extension CriaBotEndpoint {
    /// The collection of a bot's documents or questions.
    func collection(of kind: ContentKind, of bot: StoredBot) async throws -> Collection {
        let owner = Owner(kind: bot.owner.kind, identifier: bot.owner.identifier)
        return try await engine.collection(named: kind.groupName(of: bot), owner: owner)
    }
}
