import DocumentStore
import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport

/// A user of every API who has one of everything, all of it with a word that stands nowhere else.
struct Tenant: Sendable {
    let user: String
    /// The word.
    let secret: String
    let server: TestServer
    /// The identifiers of what it has, by the names that paths and bodies give them.
    private(set) var identifiers: [String: String] = [:]
    /// The key of its bot.
    private(set) var botKey = ""

    init(_ user: String, secret: String, on server: TestServer) async throws {
        self.user = user
        self.secret = secret
        self.server = server
        try await makeBot()
        try await makeClone()
        try await makeSession()
        try await makePrompt()
        try await makeAssistant()
        try await makeWorkspace()
        identifiers["user_id"] = user
    }

    private var text: String { "The word of the day is \(secret)." }

    private mutating func makeBot() async throws {
        botKey = try await server.makeBot("bot-of-\(user)", parameters: #""min_k": 0, "min_n": 0"#)
        try await server.upload("notes", nodes: [text], to: "bot-of-\(user)")
        identifiers["bot_name"] = "bot-of-\(user)"
        identifiers["chat_id"] = try await server.startChat(key: botKey)
    }

    private mutating func makeClone() async throws {
        let body = #"{"name": "\#(secret)", "base_prompt": "Say \#(secret).", "visibility": "private"}"#
        identifiers["clone_id"] = try await make(.post, "/api/clones", body, "id")
        identifiers["id"] = identifiers["clone_id"]
        try await upload("notes.txt", Array(text.utf8), to: "/api/clones/\(identifiers["clone_id"] ?? "")/documents")
    }

    private mutating func makeSession() async throws {
        let body = #"{"model": "gpt-4", "messages": [{"role": "user", "content": "\#(text)"}], "stream": false}"#
        identifiers["session_id"] = try await make(.post, "/v1/chat/stream", body, "session_id")
        let file = try Data(contentsOf: Fixtures.url("documents/heron-weather-station.pdf"))
        try await upload(
            "\(secret).pdf",
            Array(file),
            to: "/v1/chat/sessions/\(identifiers["session_id"] ?? "")/upload"
        )
    }

    private mutating func makePrompt() async throws {
        let body = #"{"title": "\#(secret)", "content": "\#(text) {word}", "scenario": "\#(secret)"}"#
        identifiers["prompt_id"] = try await make(.post, "/api/chat/prompts", body, "id")
    }

    private mutating func makeAssistant() async throws {
        let body = """
            {"name": "\(secret)", "description": "\(text)", "systemPrompt": "\(text)", "supportUnits": ["ragbot"]}
            """
        let identifier = try await make(.post, "/api/v1/assistant/create", body, "data.id")
        identifiers["assistant_id"] = identifier
        identifiers["document_name"] = "notes.txt"
        try await upload("notes.txt", Array(text.utf8), to: "/api/v1/assistant/\(identifier)/documents")
    }

    /// Its agent knows the word, and has a conversation about it.
    private mutating func makeWorkspace() async throws {
        for name in ["workspace_id", "agent_id"] { identifiers[name] = UUID().uuidString.lowercased() }
        let (workspace, agent) = (identifiers["workspace_id"] ?? "", identifiers["agent_id"] ?? "")
        let store = server.engine.store
        try store.provision(
            [
                WorkspaceDescription(
                    id: workspace,
                    name: secret,
                    credits: 1000,
                    members: [.init(userID: user, role: "owner")],
                    agents: [.init(id: agent, name: secret, systemPrompt: text)]
                )
            ],
            now: 1
        )
        let message = #"{"agent_id": "\#(agent)", "source_type": "message", "metadata": {"text_content": "\#(text)"}}"#
        _ = try await make(.post, "/api/v1/knowledge/ingest", message, "source_id")
        let event = """
            {"event": "message_received", "workspace_id": "\(workspace)", "agent_id": "\(agent)",
            "message_id": "\(UUID().uuidString)", "channel": "webchat", "external_user_id": "\(secret)",
            "message": {"type": "text", "content": "\(text)"}}
            """
        identifiers["conversation_id"] = try await make(.post, "/api/v1/channels/event", event, "conversation_id")
        // What is found out about the messages would change answers that are compared.
        for _ in 0..<100 where try store.pendingIntelligenceCount(inWorkspace: workspace) > 0 {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func make(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String,
        _ identifier: String
    ) async throws -> String {
        let answer = try await server.send(method, path, key: nil, headers: try await credentials(), body: body)
        switch answer[identifier] {
        case .string(let text)?: return text
        case .integer(let number)?: return String(number)
        default: throw UnexpectedAnswer(answer)
        }
    }

    private func upload(_ name: String, _ bytes: [UInt8], to path: String) async throws {
        let form = FormBody(file: name, bytes)
        var headers = try await credentials()
        headers[.contentType] = form.contentType
        let answer = try await server.send(.post, path, key: nil, headers: headers, bytes: form.bytes)
        guard (200...201).contains(answer.status) else { throw UnexpectedAnswer(answer) }
    }

    /// What says to every API that a request comes from this user.
    func credentials() async throws -> HTTPFields {
        var headers: HTTPFields = [.authorization: "Bearer \(try await TestServer.token(for: user))"]
        let workspace = identifiers["workspace_id"] ?? ""
        for (name, value) in [("x-user-id", user), ("X-API-Key", botKey), ("X-Workspace-ID", workspace)] {
            headers[try HTTPField.Name.named(name)] = value
        }
        return headers
    }
}

extension HTTPField.Name {
    /// - Throws: When no field can have the name.
    static func named(_ name: String) throws -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { throw CocoaError(.formatting) }
        return field
    }
}

/// A `multipart/form-data` body.
struct FormBody {
    private static let boundary = "----form-boundary-of-the-tests"

    /// A part of a form, as curl and browsers write it.
    struct Part {
        var bytes: [UInt8]

        /// A field.
        init(_ name: String, _ value: String) {
            self.init(name: name, details: "", Array(value.utf8))
        }

        /// A file.
        ///
        /// - Parameters:
        ///   - fileName: Without quotation marks.
        ///   - mediaType: Nil to leave it out.
        init(_ name: String, fileName: String, _ content: [UInt8], mediaType: String? = nil) {
            let type = mediaType.map { "\r\nContent-Type: \($0)" } ?? ""
            self.init(name: name, details: #"; filename="\#(fileName)""# + type, content)
        }

        /// - Parameter details: What comes after the name in the part's header.
        private init(name: String, details: String, _ content: [UInt8]) {
            let head = "--\(FormBody.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(details)\r\n\r\n"
            bytes = Array(head.utf8) + content + Array("\r\n".utf8)
        }
    }

    let bytes: ByteBuffer

    init(_ parts: [Part]) {
        bytes = ByteBuffer(bytes: parts.flatMap(\.bytes) + Array("--\(Self.boundary)--\r\n".utf8))
    }

    /// A form with one file.
    ///
    /// - Parameters:
    ///   - name: The file's name; without quotation marks.
    ///   - field: The name of the part.
    ///   - mediaType: Of the part; nil to leave it out.
    init(file name: String, _ content: [UInt8], field: String = "file", mediaType: String? = nil) {
        self.init([Part(field, fileName: name, content, mediaType: mediaType)])
    }

    var contentType: String { "multipart/form-data; boundary=\(Self.boundary)" }
}
