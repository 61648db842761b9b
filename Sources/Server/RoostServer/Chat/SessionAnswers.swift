import DocumentStore
import Foundation
import RetrievalEngine

/// A message as the API writes it.
struct DescribedMessage: Encodable {
    var role: String
    var content: String

    init(_ message: SessionMessage) {
        role = message.role.rawValue
        content = message.content
    }
}

/// A session as the API writes it.
struct DescribedSession: Encodable {
    var id: Int64
    var userID: Int64
    @Nullable var applicationID: Int64?
    var model: String
    var title: String
    var messages: [DescribedMessage]
    var createdAt: String
    var updatedAt: String

    private enum CodingKeys: String, CodingKey {
        case id, model, title, messages
        case userID = "user_id"
        case applicationID = "application_id"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    init(_ session: StoredSession) {
        id = session.id
        userID = session.userNumber
        applicationID = session.applicationID
        model = session.model
        title = session.title
        messages = session.messages.map(DescribedMessage.init)
        createdAt = Timestamp.text(microseconds: session.createdAt)
        updatedAt = Timestamp.text(microseconds: session.updatedAt)
    }
}

/// The answer of `history`.
struct SessionList: Encodable {
    var total: Int
    var page: Int
    var pageSize: Int
    var sessions: [DescribedSession]

    private enum CodingKeys: String, CodingKey {
        case total, page, sessions
        case pageSize = "page_size"
    }

    init(_ list: SessionPage, _ query: HistoryQuery) {
        total = list.totalCount
        page = query.page
        pageSize = query.pageSize
        sessions = list.sessions.map(DescribedSession.init)
    }
}

/// The answer of `switch-model`.
struct SwitchedSession: Encodable {
    var sessionID: Int64
    var model: String
    var messages: [DescribedMessage]
    var title: String

    private enum CodingKeys: String, CodingKey {
        case model, messages, title
        case sessionID = "session_id"
    }

    init(_ session: StoredSession) {
        sessionID = session.id
        model = session.model
        messages = session.messages.map(DescribedMessage.init)
        title = session.title
    }
}

/// A whole reply, in the form of OpenAI's chat completions.
struct ChatCompletion: Encodable {
    struct Choice: Encodable {
        var index = 0
        var message: DescribedMessage
        var finishReason: String

        private enum CodingKeys: String, CodingKey {
            case index, message
            case finishReason = "finish_reason"
        }
    }

    struct Usage: Encodable {
        var promptTokens: Int
        var completionTokens: Int
        var totalTokens: Int

        private enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
            case totalTokens = "total_tokens"
        }
    }

    var id = "chatcmpl-\(UUID().uuidString.lowercased())"
    var object = "chat.completion"
    /// Seconds since 1970.
    var created = Timestamp.now
    var model: String
    var choices: [Choice]
    var usage: Usage
    var sessionID: Int64

    private enum CodingKeys: String, CodingKey {
        case id, object, created, model, choices, usage
        case sessionID = "session_id"
    }

    init(_ reply: ConversationReply, in session: SessionReference) {
        model = session.model
        choices = [
            Choice(
                message: DescribedMessage(SessionMessage(.assistant, reply.text)),
                finishReason: reply.isCutOff ? "length" : "stop"
            )
        ]
        usage = Usage(
            promptTokens: reply.usage.promptTokenCount,
            completionTokens: reply.usage.completionTokenCount,
            totalTokens: reply.usage.totalTokenCount
        )
        sessionID = session.id
    }
}

/// The answer of `upload`.
struct UploadedSessionFile: Encodable {
    struct File: Encodable {
        var id: Int64
        var sessionID: Int64
        var userID: Int64
        var filename: String
        var fileSize: Int
        var mimeType: String
        var contentHash: String
        var extractedText: String
        var metadata: [String: Int]
        var createdAt: String
        var updatedAt: String

        private enum CodingKeys: String, CodingKey {
            case id, filename, metadata
            case sessionID = "session_id"
            case userID = "user_id"
            case fileSize = "file_size"
            case mimeType = "mime_type"
            case contentHash = "content_hash"
            case extractedText = "extracted_text"
            case createdAt = "created_at"
            case updatedAt = "updated_at"
        }
    }

    var file: File
    var message = "File uploaded successfully"

    /// - Parameters:
    ///   - name: The file's own name.
    ///   - text: What was extracted.
    init(_ document: StoredDocument, named name: String, text: String, in session: StoredSession) {
        let time = Timestamp.text(document.uploadedAt)
        file = File(
            id: document.id,
            sessionID: session.id,
            userID: session.userNumber,
            filename: name,
            fileSize: document.byteCount,
            mimeType: document.mediaType,
            contentHash: document.sha256.hexadecimal,
            extractedText: text,
            metadata: ["page_count": document.pageCount ?? 0],
            createdAt: time,
            updatedAt: time
        )
    }
}
