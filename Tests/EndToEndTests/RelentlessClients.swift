import LanguageModel
import RetrievalEngine
import TestSupport

/// Clients that upload and chat at the same time, each one request after the other, until their server is gone.
struct RelentlessClients {
    static let nodesPerDocument = 5

    let server: RunningServer
    let work: AcknowledgedWork

    /// Kills the server when it has acknowledged so many requests more, while others are in progress.
    func run(killingAfter count: Int) async throws {
        let enough = work.signal(after: count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in [uploadDocument, uploadDocument, uploadQuestion, uploadQuestion] {
                group.addTask { try await repeatUntil(enough) { try await client() } }
            }
            for _ in 0..<2 {
                let chat = try await startChat()
                group.addTask { try await repeatUntil(enough) { try await send(to: chat) } }
            }
            group.addTask {
                try await enough.wait()
                server.kill()
            }
            try await group.waitForAll()
        }
    }

    /// - Throws: What goes wrong before the server is killed.
    private func repeatUntil(_ enough: Signal<Void>, _ request: () async throws -> Void) async throws {
        do {
            while true { try await request() }
        } catch is TransferError where enough.isFired {}
    }

    @Sendable
    private func uploadDocument() async throws {
        let name = "log-\(work.nextNumber())"
        let nodes = (1...Self.nodesPerDocument).map { hour -> JSONValue in
            ["text": .string("Buoy \(name) reported a wave of \(hour) metres at hour \(hour).")]
        }
        try await server.successfullyPost(
            "bots/b/documents/upload",
            ["file_name": .string(name), "file_metadata": [:], "file_contents": ["nodes": .array(nodes)]]
        )
        work.add { $0.documents.append(name) }
    }

    @Sendable
    private func uploadQuestion() async throws {
        let name = "question-\(work.nextNumber())"
        try await server.successfullyPost(
            "bots/b/questions/upload",
            [
                "file_name": .string(name), "file_metadata": [:],
                "file_contents": [
                    "questions": [.string("What is the answer to \(name)?"), .string("And to \(name)?")],
                    "answer": .string("The answer to \(name)."), "llm_reply": false,
                ],
            ]
        )
        work.add { $0.questions.append(name) }
    }

    private func startChat() async throws -> String {
        let answer = try await server.successfullyPost("bots/chats/start", [:])
        guard let chat = answer["chat_id"]?.stringValue else { throw UnsuccessfulRequest(answer: answer) }
        return chat
    }

    private func send(to chat: String) async throws {
        let prompt = "What was the wave of buoy \(work.nextNumber())?"
        try await server.successfullyPost("bots/chats/\(chat)/send", ["bot_name": "b", "prompt": .string(prompt)])
        work.add { $0.prompts[chat, default: []].append(prompt) }
    }
}

/// A server answered something else than that it did what it was asked.
struct UnsuccessfulRequest: Error {
    var answer: JSONValue
}

extension RunningServer {
    /// The JSON that a route answers when it did what it was asked.
    @discardableResult
    func successfullyPost(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        let answer = try await post(path, body)
        guard answer["status"] == 200 else { throw UnsuccessfulRequest(answer: answer) }
        return answer
    }
}
