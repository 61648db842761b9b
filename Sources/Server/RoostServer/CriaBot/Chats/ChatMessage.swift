import Foundation
import LanguageModel
import RetrievalEngine

/// A message of a chat, as clients see it and as it is stored.
struct ChatMessage: Codable, Sendable, Equatable {
    typealias Role = Message.Role

    /// A piece of a message; all are text.
    struct Block: Codable, Equatable {
        var type = "text"
        var text: String

        enum CodingKeys: String, CodingKey {
            case type = "block_type"
            case text
        }
    }

    struct Metadata: Codable, Equatable {
        var tokenCount: Int
        /// Of system messages: whether it was made for one answer only and is not kept.
        var isEphemeral: Bool?
        /// The bot that was asked.
        var botName: String?
        /// Of answers that a person wrote: where they stand.
        var verbatimSource: VerbatimSource?

        enum CodingKeys: String, CodingKey {
            case tokenCount = "token_count"
            case isEphemeral = "is_ephemeral"
            case botName = "bot_name"
            case verbatimSource = "no_llm_reply"
        }
    }

    /// The question whose answer was given as it stands.
    struct VerbatimSource: Codable, Equatable {
        var fileName: String
        var groupName: String

        enum CodingKeys: String, CodingKey {
            case fileName = "file_name"
            case groupName = "group_name"
        }
    }

    var role: Role
    var blocks: [Block]
    var additionalArguments: [String: JSONValue] = [:]
    var metadata: Metadata

    enum CodingKeys: String, CodingKey {
        case role
        case blocks
        case additionalArguments = "additional_kwargs"
        case metadata
    }

    init(_ role: Role, _ text: CountedText, isEphemeral: Bool? = nil) {
        self.role = role
        blocks = [Block(text: text.text)]
        metadata = Metadata(tokenCount: text.tokenCount, isEphemeral: isEphemeral)
    }

    var tokenCount: Int { metadata.tokenCount }

    var text: String { blocks.map(\.text).joined(separator: "\n") }
}

extension ChatMessage {
    /// The message as models read it.
    var counted: CountedMessage {
        CountedMessage(Message(role, text), tokenCount: tokenCount)
    }

    /// A message that a model was given.
    init(_ message: CountedMessage, isEphemeral: Bool?) {
        role = message.message.role
        blocks = [Block(text: message.message.text)]
        metadata = Metadata(tokenCount: message.tokenCount, isEphemeral: isEphemeral)
    }
}

extension ChatMessage {
    /// A message as the database keeps it.
    init(stored text: String) throws {
        self = try JSONDecoder().decode(ChatMessage.self, from: Data(text.utf8))
    }

    /// The message for the database.
    func stored() throws -> String {
        String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    }
}
