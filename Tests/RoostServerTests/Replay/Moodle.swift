import Foundation
import HTTPTypes
import RetrievalEngine

/// Moodle's side of CriaBot's API: what it sends with every request, and all that it reads of an answer (contract,
/// section 7.1).
struct Moodle: Sendable {
    let server: TestServer
    /// Moodle always says whether it wants stack traces.
    var wantsStackTraces = false

    /// Runs a server that a Moodle talks to over the network.
    static func run(_ body: @Sendable (Moodle) async throws -> Void) async throws {
        try await TestServer.run(isLive: true) { try await body(Moodle(server: $0)) }
    }

    /// Sends a request; also those without a body say that it is JSON.
    func call(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let name = HTTPField.Name("X-Api-Stacktrace") {
            headers[name] = "\(wantsStackTraces)"
        }
        return try await server.send(method, path, headers: headers, body: body)
    }
}

extension Moodle {
    /// A bot as Moodle makes and updates it: all parameters and models at once, counts as PHP's floats.
    static func bot(systemMessage: String = "You help students.") -> String {
        """
        {"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3, "max_input_tokens": 2000.0,
        "max_reply_tokens": 512.0, "temperature": 0.9, "top_p": 0, "top_k": 10.0, "min_k": 0, "top_n": 3.0, "min_n": 0,
        "llm_generate_related_prompts": true, "no_context_message": "Sorry.", "no_context_use_message": false,
        "no_context_llm_guess": false, "system_message": "\(systemMessage)"}
        """
    }

    /// A file as its parser cuts it.
    static func file(_ name: String, _ text: String) -> String {
        """
        {"file_name": "\(name)", "file_metadata": {"file_type": "DOCX"}, "file_contents": {"nodes": [
        {"type": "NarrativeText", "text": "\(text)", "metadata": {"filename": "\(name)"}}]}}
        """
    }

    /// A question; the first upload has no name.
    static func question(named name: String? = nil, answer: String) -> String {
        let name = name.map { #""file_name": "\#($0)","# } ?? ""
        return """
            {\(name) "file_metadata": {"question_id": 7, "keywords": "", "return_generated_answer": 0},
            "file_contents": {"questions": ["When is the exam?", " When do we write"], "answer": "\(answer)",
            "llm_reply": false, "related_prompts": [{"label": "Room", "prompt": "Where is the exam?"}]}}
            """
    }

    /// A message in a chat, with the filter that its web service passes on when the caller gave none.
    static func message(_ prompt: String, to bot: String, beside extraBots: [String] = []) -> String {
        """
        {"prompt": "\(prompt)", "bot_name": "\(bot)", "extra_bots": \(extraBots),
        "metadata_filter": {"must": [], "must_not": [], "should": []}}
        """
    }

    /// Makes a bot, as Moodle does when it has not found one.
    func makeBot(_ name: String) async throws {
        let answer = try await call(.post, "/bots/\(name)/manage/create", Self.bot())
        guard answer["status"] == 200 else { throw UnexpectedAnswer(answer) }
    }

    /// Starts a chat: the body is empty.
    func startChat() async throws -> String {
        let answer = try await call(.post, "/bots/chats/start")
        guard let chat = answer["chat_id"]?.stringValue else { throw UnexpectedAnswer(answer) }
        return chat
    }
}

/// What Moodle reads of a `reply` (contract, section 3.8); it fails to decode when one of these is missing.
struct MoodleReply: Decodable {
    struct Content: Decodable {
        var content: String
    }

    struct Usage: Decodable {
        var promptTokens: Int
        var completionTokens: Int
        var totalTokens: Int
    }

    struct RelatedPrompt: Decodable, Equatable {
        var label: String
        var prompt: String
    }

    struct ScoredNode: Decodable {
        struct Node: Decodable {
            struct Metadata: Decodable {
                var llmReply: Bool?
                var questionId: Int?
                var fileName: String
                var filename: String?
            }
            var metadata: Metadata
        }
        var node: Node
    }

    struct Context: Decodable {
        var contextType: String
        var node: ScoredNode?
        var nodes: [ScoredNode]?
    }

    struct Group: Decodable {}

    var prompt: String
    var content: Content
    var totalUsage: Usage
    var relatedPrompts: [RelatedPrompt]
    var verifiedResponse: Bool
    var context: Context?
    var groupResponses: [String: Group]
}

extension Answer {
    /// The answer's `reply`, as Moodle reads it.
    var moodleReply: MoodleReply {
        get throws {
            struct Body: Decodable {
                var reply: MoodleReply
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Body.self, from: Data(text.utf8)).reply
        }
    }
}
