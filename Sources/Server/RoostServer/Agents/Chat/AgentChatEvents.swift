import Foundation
import HTTPFormats
import RetrievalEngine

/// The events of a chat with an agent, as they are sent.
///
/// Their members have the order of the document, which JSON does not promise but readers like.
enum AgentChatEvents {
    static func start(conversation: String, agent: String) throws -> [UInt8] {
        try event("start", [("conversation_id", .string(conversation)), ("agent_id", .string(agent))])
    }

    static func token(_ text: String) throws -> [UInt8] {
        try event("token", [("delta", .string(text))])
    }

    /// - Parameter citations: Left out when there are none.
    static func end(_ citations: [AgentCitation]) throws -> [UInt8] {
        let list = citations.isEmpty ? [] : [("citations", JSONValue.array(citations.map(\.json)))]
        return try event("end", [("status", "ok")] + list)
    }

    static func error(_ message: String, code: String) throws -> [UInt8] {
        try event("error", [("message", .string(message)), ("code", .string(code))])
    }

    private static func event(_ name: String, _ members: [(String, JSONValue)]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let texts = try members.map { name, value in
            "\"\(name)\":" + String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        return ServerSentEvent("{" + texts.joined(separator: ",") + "}", name: name).encoded
    }
}

/// A place in what an agent knows that its reply was taken from.
struct AgentCitation: Sendable {
    var citation: Citation
    /// What its source is called; nil when it has no name.
    var sourceName: String?

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "number": .integer(Int64(citation.number)), "source_id": .string(citation.document),
            "content": .string(citation.text), "score": .number(citation.score),
        ]
        members["source_name"] = sourceName.map(JSONValue.string)
        members["page"] = citation.page.map { .integer(Int64($0)) }
        return .object(members)
    }
}

extension ConversationReply {
    /// The places that the reply cites, in the order of its text.
    var agentCitations: [AgentCitation] {
        citations.map { citation in
            let passage = passages.indices.contains(citation.number - 1) ? passages[citation.number - 1] : nil
            return AgentCitation(citation: citation, sourceName: passage?.metadata["source_name"]?.stringValue)
        }
    }
}
