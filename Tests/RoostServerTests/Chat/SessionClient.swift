import Foundation
import HTTPTypes
import LanguageModel
import NIOCore
import RetrievalEngine
import RoostServer
import Testing

/// A client of the Chat API.
struct SessionClient: Sendable {
    let server: TestServer
    var user = "7"
    var prefix = "/v1/chat"

    /// Sends a message, with what else the body holds.
    func say(
        _ text: String,
        in session: Int64? = nil,
        model: String = "gpt-4",
        more: [String: JSONValue] = [:]
    ) async throws -> Answer {
        try await stream([("user", text)], in: session, model: model, more: more)
    }

    func stream(
        _ messages: [(role: String, content: String)],
        in session: Int64? = nil,
        model: String = "gpt-4",
        more: [String: JSONValue] = [:]
    ) async throws -> Answer {
        var body: [String: JSONValue] = [
            "model": .string(model),
            "messages": .array(messages.map { ["role": .string($0.role), "content": .string($0.content)] }),
        ]
        body["session_id"] = session.map(JSONValue.integer)
        return try await post("stream", .object(body.merging(more) { _, new in new }))
    }

    func post(_ path: String, _ body: JSONValue) async throws -> Answer {
        let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return try await server.send(.post, "\(prefix)/\(path)", user: user, body: text)
    }

    func get(_ path: String) async throws -> Answer {
        try await server.send(.get, "\(prefix)/\(path)", user: user)
    }

    func delete(_ path: String) async throws -> Answer {
        try await server.send(.delete, "\(prefix)/\(path)", user: user)
    }

    /// Makes a session in which nothing was said.
    func makeSession(model: String = "gpt-4") async throws -> Int64 {
        let answer = try await post("sessions", ["model": .string(model)])
        guard let id = answer["id"]?.integerValue else { throw UnexpectedAnswer(answer) }
        return id
    }

    /// What was said in a session, as `role: content`.
    func transcript(of session: Int64) async throws -> [String] {
        let answer = try await get("sessions/\(session)")
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
        return answer["messages"]?.elements.map { message in
            "\(message["role"]?.stringValue ?? "?"): \(message["content"]?.stringValue ?? "?")"
        } ?? []
    }

    /// Uploads a file under the name `file` of a form.
    func upload(
        _ bytes: [UInt8],
        named name: String,
        type: String? = "application/pdf",
        field: String = "file",
        to session: String
    ) async throws -> Answer {
        let head =
            "--frontier\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n"
            + (type.map { "Content-Type: \($0)\r\n" } ?? "") + "\r\n"
        return try await server.send(
            .post,
            "\(prefix)/sessions/\(session)/upload",
            user: user,
            headers: [.contentType: "multipart/form-data; boundary=frontier"],
            bytes: ByteBuffer(bytes: Array(head.utf8) + bytes + Array("\r\n--frontier--\r\n".utf8))
        )
    }
}

extension Answer {
    /// The number of the session that the answer belongs to.
    var sessionNumber: Int64? { HTTPField.Name("X-Session-ID").flatMap { headers[$0] }.flatMap(Int64.init) }

    /// The data of a stream's events.
    var pieces: [String] {
        get throws {
            var parser = ServerSentEventParser()
            return try parser.receive(Array(text.utf8)).map(\.data)
        }
    }
}
