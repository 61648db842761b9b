import DocumentStore
import Foundation
import RetrievalEngine

/// What is kept of the answer to an event, so that the same event is answered alike when it comes again.
struct ChannelEventRecord: Codable, Sendable {
    var conversationID: String
    /// The reply's identifier and text; nil when the agent did not reply.
    var messageID: String?
    var reply: String?

    enum CodingKeys: String, CodingKey {
        case conversationID = "conversation_id"
        case messageID = "message_id"
        case reply
    }
}

extension ChannelEventRecord {
    /// Reads what ``encoded`` wrote.
    ///
    /// - Throws: ``EngineError`` for anything else.
    init(_ text: String) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch {
            throw EngineError(.storageFailure, "the answer to an event is damaged", cause: error)
        }
    }

    /// As a JSON object.
    var encoded: String {
        // Texts can always be encoded.
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// The answer to an event.
struct ChannelEventAnswer: Encodable, Sendable {
    var status = "event processed"
    var conversationID: String
    @Nullable var messageID: String?
    @Nullable var reply: String?
    @Nullable var delivery: String?
    var duplicate: Bool

    enum CodingKeys: String, CodingKey {
        case status, reply, delivery, duplicate
        case conversationID = "conversation_id"
        case messageID = "message_id"
    }

    init(_ record: ChannelEventRecord, delivery: DeliveryState?, isDuplicate: Bool) {
        conversationID = record.conversationID
        messageID = record.messageID
        reply = record.reply
        self.delivery = delivery?.shown
        duplicate = isDuplicate
    }
}

/// The answer to a request to send a message.
struct ChannelSendAnswer: Encodable, Sendable {
    var status = "message sent"
    var messageID: String
    var delivery: String

    enum CodingKeys: String, CodingKey {
        case status, delivery
        case messageID = "message_id"
    }

    init(messageID: String, delivery: DeliveryState?) {
        self.messageID = messageID
        self.delivery = (delivery ?? .queued).shown
    }
}

extension DeliveryState {
    /// As the API shows it: what is being sent is not sent yet.
    fileprivate var shown: String {
        self == .sending ? DeliveryState.queued.rawValue : rawValue
    }
}
