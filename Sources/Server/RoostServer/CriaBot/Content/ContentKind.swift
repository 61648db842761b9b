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
    /// - Parameter needsName: Whether a question must have a name; otherwise it gets one.
    /// - Throws: ``ValidationError`` for what has the wrong type or is missing; 400 `INVALID_FILE_DATA` for content that
    ///   cannot be stored.
    func source(_ body: JSONValue, in group: IndexGroup, needsName: Bool) throws -> DocumentSource {
        switch self {
        case .documents: try DocumentSubmission(body, in: group).source
        case .questions: try QuestionSubmission(body, in: group, needsName: needsName).source
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

extension ContentKind {
    /// The descriptions of the routes.
    struct Operations {
        var upload: CriaBotOperation<StoredSubmission>
        var update: CriaBotOperation<StoredSubmission>
        var delete: CriaBotOperation<NoFields>
        var list: CriaBotOperation<DocumentNames>
    }

    var operations: Operations {
        switch self {
        case .documents:
            Operations(upload: .uploadDocument, update: .updateDocument, delete: .deleteDocument, list: .listDocuments)
        case .questions:
            Operations(upload: .uploadQuestion, update: .updateQuestion, delete: .deleteQuestion, list: .listQuestions)
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
