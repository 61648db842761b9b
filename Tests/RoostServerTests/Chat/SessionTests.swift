import DocumentStore
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Sessions of the Chat API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct SessionTests {
    @Test("A session keeps both turns when only the new message is sent")
    func newMessages() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, provider in
            let client = SessionClient(server: server)
            let session = try #require(try await client.say("One?").sessionNumber)
            let second = try await client.say("Two?", in: session)
            #expect(second.sessionNumber == session)
            let transcript = ["user: One?", "assistant: Yes.", "user: Two?", "assistant: Yes."]
            #expect(try await client.transcript(of: session) == transcript)
            let body = try JSONParser.parse(try #require(provider.requests.last).body)
            #expect(body["messages"]?.elements.compactMap { $0["content"]?.stringValue } == ["One?", "Yes.", "Two?"])
        }
    }

    @Test("The whole conversation is not stored twice", arguments: ["Yes, it is.", "Yes,itis.", " Yes, it\nis."])
    func wholeConversation(echo: String) async throws {
        try await ScriptedModel.run(saying: ["Yes,", " it is."]) { server, _ in
            let client = SessionClient(server: server)
            let session = try #require(try await client.say("One?").sessionNumber)
            _ = try await client.stream([("user", "One?"), ("assistant", echo), ("user", "Two?")], in: session)
            let transcript = ["user: One?", "assistant: Yes, it is.", "user: Two?", "assistant: Yes, it is."]
            #expect(try await client.transcript(of: session) == transcript)
        }
    }

    @Test("A message that differs in what the user said is a new one")
    func otherMessages() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, _ in
            let client = SessionClient(server: server)
            let session = try #require(try await client.say("One?").sessionNumber)
            _ = try await client.stream([("user", "one?"), ("assistant", "Yes."), ("user", "Two?")], in: session)
            #expect(try await client.transcript(of: session).count == 6)
        }
    }

    @Test(
        "The title is the first five words",
        arguments: [
            ("Tell me a story", "Tell me a story"),
            ("Tell me a long story", "Tell me a long story..."),
            ("  Tell me\na long story about herons", "Tell me a long story..."),
            ("Hello", "Hello"),
        ]
    )
    func titles(text: String, title: String) async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let made = try #require(try await client.say(text).sessionNumber)
            #expect(try await client.get("sessions/\(made)")["title"] == .string(title))
            let empty = try await client.makeSession()
            #expect(try await client.get("sessions/\(empty)")["title"] == "New Chat")
            _ = try await client.stream([("system", "Be kind."), ("user", text)], in: empty)
            _ = try await client.say("Something else entirely, if you please", in: empty)
            #expect(try await client.get("sessions/\(empty)")["title"] == .string(title))
        }
    }

    @Test("Switching the model keeps the transcript; the session's model answers, whatever a request names")
    func switching() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, provider in
            let client = SessionClient(server: server)
            let session = try #require(try await client.say("One?").sessionNumber)
            let answer = try await client.post(
                "switch-model",
                ["session_id": .integer(session), "model": "gpt-3.5-turbo"]
            )
            #expect(answer.status == 200)
            #expect(
                answer.json == [
                    "session_id": .integer(session), "model": "gpt-3.5-turbo", "title": "One?",
                    "messages": [
                        ["role": "user", "content": "One?"], ["role": "assistant", "content": "Yes."],
                    ],
                ]
            )
            let next = try await client.say("Two?", in: session, model: "gpt-4")
            let model = try #require(HTTPField.Name("X-Model"))
            #expect(next.headers[model] == "gpt-3.5-turbo")
            #expect(try await client.get("sessions/\(session)")["model"] == "gpt-3.5-turbo")
            #expect(try await client.transcript(of: session).count == 4)
            #expect(String(decoding: try #require(provider.requests.last).body, as: UTF8.self).contains("One?"))
        }
    }

    @Test("An unknown model is refused and stores nothing", arguments: ["invalid-model", "gpt 4", "gpt-4/../x"])
    func unknownModel(name: String) async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            let answers = [
                try await client.say("Hello?", model: name), try await client.say("Hello?", in: session, model: name),
                try await client.post("switch-model", ["session_id": .integer(session), "model": .string(name)]),
                try await client.post("sessions", ["model": .string(name)]),
            ]
            for answer in answers {
                #expect(answer.status == 400)
                #expect(answer.json == ["detail": .string("Invalid model name: \(name)")])
            }
            #expect(try await client.get("history")["total"] == 1)
            #expect(try await client.transcript(of: session) == [])
        }
    }

    @Test("Messages that are sent to one session at the same time are all kept, each with its reply")
    func concurrency() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, _ in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await client.say(
                            "Number \(number)",
                            in: session,
                            more: ["stream": .bool(number.isMultiple(of: 2))]
                        ).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let transcript = try await client.transcript(of: session)
            #expect(transcript.count == 40)
            #expect(
                transcript.enumerated().allSatisfy { $1.hasPrefix($0.isMultiple(of: 2) ? "user: " : "assistant: ") }
            )
            #expect(Set(transcript).count == 21)
        }
    }

    @Test("A deleted session is gone, with 404 for whatever comes after")
    func deletion() async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = try #require(try await client.say("Hello?").sessionNumber)
            let answer = try await client.delete("sessions/\(session)")
            #expect(answer.status == 200 && answer.json == ["message": "Session deleted successfully"])
            for answer in [
                try await client.delete("sessions/\(session)"), try await client.get("sessions/\(session)"),
                try await client.say("Hello?", in: session),
                try await client.post("switch-model", ["session_id": .integer(session), "model": "gpt-4"]),
            ] {
                #expect(answer.status == 404 && answer.json == ["detail": "Chat session not found"])
            }
            #expect(try await client.makeSession() > session)
            #expect(try server.engine.store.integrityProblems() == [])
        }
    }
}
