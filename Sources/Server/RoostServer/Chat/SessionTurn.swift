import DocumentStore
import RetrievalEngine

/// What a request adds to a session, and what the model is to answer.
struct SessionTurn: Sendable {
    /// The title of a session in which nothing was said yet.
    static let untitled = "New Chat"

    /// What the session does not have yet.
    let newMessages: [SessionMessage]
    /// All messages, those of the session first.
    let messages: [SessionMessage]
    /// The title of the session when these are its first messages; nil when it has one.
    let title: String?

    /// Takes the sent messages for the whole conversation when it begins with all that is stored, otherwise for what is
    /// new.
    ///
    /// A message that nobody answered, because the model failed, is not stored again when it is sent again.
    init(stored: [SessionMessage], sent: [SessionMessage]) {
        let unanswered = stored.suffix(from: stored.lastIndex { $0.role == .assistant }.map { $0 + 1 } ?? 0)
        if stored.count <= sent.count, zip(stored, sent).allSatisfy({ $0.isSame(as: $1) }) {
            newMessages = Array(sent.dropFirst(stored.count))
        } else if !unanswered.isEmpty, Array(unanswered) == sent {
            newMessages = []
        } else {
            newMessages = sent
        }
        messages = stored + newMessages
        title = stored.isEmpty ? Self.title(of: messages) : nil
    }

    /// The last message of the user, also where others follow.
    var question: String { questionIndex.map { messages[$0].content } ?? "" }

    private var questionIndex: Int? { messages.lastIndex { $0.role == .user } }

    /// All other messages but the instructions. What tools said is given as the user's: models refuse it without the call
    /// that it answers.
    var history: [ConversationMessage] {
        messages.indices.filter { $0 != questionIndex }.compactMap { index in
            switch messages[index].role {
            case .user, .tool: ConversationMessage(.user, messages[index].content)
            case .assistant: ConversationMessage(.assistant, messages[index].content)
            case .system, .developer: nil
            }
        }
    }

    /// The instructions, each once although clients may send them with every message; nil when there are none.
    var systemMessage: String? {
        var seen: Set<String> = []
        let instructions = messages.filter { [.system, .developer].contains($0.role) }.map(\.content)
            .filter { !$0.trimmed.isEmpty && seen.insert($0).inserted }
        return instructions.isEmpty ? nil : instructions.joined(separator: "\n\n")
    }

    /// The first five words that the user said, with dots behind when there are as many.
    private static func title(of messages: [SessionMessage]) -> String {
        let text = messages.first { $0.role == .user }?.content ?? ""
        let words = text.split(maxSplits: 5, whereSeparator: \.isWhitespace).prefix(5)
        guard !words.isEmpty else { return untitled }
        let title = words.joined(separator: " ") + (words.count == 5 ? "..." : "")
        let longest = 255
        guard title.unicodeScalars.count > longest else { return title }
        return String(String.UnicodeScalarView(title.unicodeScalars.prefix(longest - 3))) + "..."
    }
}

extension SessionMessage {
    /// Whether a client means this message by one that it sends back.
    ///
    /// White space of replies is not compared: clients that read the stream line by line lose some of it.
    fileprivate func isSame(as other: SessionMessage) -> Bool {
        guard role == other.role else { return false }
        guard role == .assistant else { return content == other.content }
        return content == other.content
            || content.filter { !$0.isWhitespace } == other.content.filter { !$0.isWhitespace }
    }
}
