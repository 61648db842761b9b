import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Chats with clones", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct CloneChatTests {
    private static let fact = "The gate of the old mill opens at seven."
    private static let question = "When does the gate open?"

    @Test("The model gets base prompt, history, context and question, and a temperature of 0.7")
    func prompt() async throws {
        try await ScriptedModel.run(saying: ["At se", "ven [1]."]) { server, provider in
            let id = try await server.makeClone(prompt: "You are a miller.")
            let upload = try await server.train(id, on: "mill.txt", text: Self.fact)
            let answer = try await server.ask(
                id,
                Self.question,
                history: [
                    ["role": "user", "content": "Hello"], ["role": "assistant", "content": "Good day"],
                    ["role": "system", "content": "Be brief."], ["role": "visitor", "content": "I am new", "at": 5],
                    ["role": "assistant", "content": " "], ["role": "user", "content": .string(Self.question)],
                ]
            )
            #expect(answer.status == 200 && answer.members == ["response", "context"])
            #expect(answer.headers[.connection] == "close")
            #expect(answer["response"] == "At seven [1].")
            #expect(answer["context.documents"]?.elements.count == 1)
            #expect(answer["context.documents.0.document_id"] == upload["document.id"])
            #expect(answer["context.documents.0.file_name"] == "mill.txt")
            #expect(answer["context.documents.0.content"] == .string(Self.fact))
            let score = try #require(answer["context.documents.0.score"])
            guard case .number(let number) = score else { throw UnexpectedAnswer(answer) }
            #expect((0...1).contains(number))

            let body = try JSONParser.parse(try #require(provider.requests.last).body)
            #expect(body["temperature"] == .number(0.7))
            let messages = body["messages"]?.elements ?? []
            #expect(messages.first == ["role": "system", "content": "You are a miller.\n\nBe brief."])
            let spoken = messages.filter { $0["role"] != "system" }
            #expect(
                spoken == [
                    ["role": "user", "content": "Hello"], ["role": "assistant", "content": "Good day"],
                    ["role": "user", "content": "I am new"], ["role": "user", "content": .string(Self.question)],
                ]
            )
            #expect(messages.contains { $0["content"]?.stringValue?.contains(Self.fact) == true })
        }
    }

    @Test("Without documents the model answers all the same, and there is no context")
    func withoutDocuments() async throws {
        try await ScriptedModel.run(saying: ["Good day."]) { server, provider in
            let id = try await server.makeClone(prompt: "You are a miller.")
            let answer = try await server.ask(id, "Hello")
            #expect(answer.status == 200 && answer.text == #"{"response":"Good day."}"#)
            let body = try JSONParser.parse(try #require(provider.requests.last).body)
            #expect(
                body["messages"] == [
                    ["role": "system", "content": "You are a miller."], ["role": "user", "content": "Hello"],
                ]
            )
        }
    }

    @Test("A base prompt however long leaves room for question, context and history")
    func longPrompt() async throws {
        try await ScriptedModel.run(saying: ["At seven."]) { server, provider in
            let prompt = String(repeating: "You are a miller of great patience. ", count: 3000)
            let id = try await server.makeClone(prompt: prompt)
            _ = try await server.train(id, on: "mill.txt", text: Self.fact)
            let history: JSONValue = [["role": "user", "content": "Hello"], ["role": "assistant", "content": "Hi"]]
            #expect(try await server.ask(id, Self.question, history: history).status == 200)
            let body = try JSONParser.parse(try #require(provider.requests.last).body)
            let contents = (body["messages"]?.elements ?? []).compactMap { $0["content"]?.stringValue }
            #expect(contents.first == prompt && contents.last == Self.question)
            #expect(contents.contains("Hi") && contents.contains { $0.contains(Self.fact) })
        }
    }

    @Test("At most five passages are taken")
    func fivePassages() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            for number in 0..<7 {
                _ = try await server.train(id, on: "\(number).txt", text: "Gate \(number) opens at \(number).")
            }
            let answer = try await server.ask(id, "When does gate 3 open?")
            #expect(answer["context.documents"]?.elements.count == 5)
            #expect(answer["context.documents.0.file_name"] == "3.txt")
        }
    }

    @Test(
        "Messages that are not as they should be are 400 with the document's words",
        arguments: [
            "", "[]", "{}", #"{"message": null}"#, #"{"message": "Who?"}"#, #"{"message": {"text": "Who?"}}"#,
            #"{"message": {"history": []}}"#, #"{"message": {"text": 5, "history": []}}"#,
            #"{"message": {"text": " \n", "history": []}}"#, #"{"message": {"text": "Who?", "history": {}}}"#,
            #"{"message": {"text": "Who?", "history": ["a"]}}"#, #"{"message": {"text": "Who?", "history": null}}"#,
            #"{"message": {"text": "Who?", "history": [{"role": "user"}]}}"#,
            #"{"message": {"text": "Who?", "history": [{"role": 1, "content": "a"}]}}"#,
        ]
    )
    func invalid(body: String) async throws {
        try await TestServer.run { server in
            let path = "/api/clones/\(try await server.makeClone())/chat"
            let answer = try await server.send(.post, path, user: "ann", body: body)
            #expect(answer.status == 400)
            #expect(answer.text == #"{"error":"Invalid message format. Required: text and history array"}"#)
        }
    }

    @Test("Identifiers of another type, and texts with NUL characters, are 400")
    func invalidIdentifiers() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            for name in ["workspace_id", "channel_id"] {
                for value: JSONValue in [5, ["a"], ["a": "b"], true, "a\u{0}"] {
                    let answer = try await server.ask(id, "Who?", others: [name: value])
                    #expect(answer.status == 400 && answer.error?.hasPrefix("\(name): ") == true)
                }
                #expect(try await server.ask(id, "Who?", others: [name: .null]).status == 200)
            }
            #expect(try await server.ask(id, "Who\u{0}?").status == 400)
        }
    }

    @Test("Every answer is logged, nothing else is, and only the creator reads the log")
    func log() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone(by: "ann", "global")
            _ = try await server.train(id, on: "mill.txt", text: Self.fact)
            let others: [String: JSONValue] = ["workspace_id": "w", "channel_id": "c"]
            let answer = try await server.ask(id, Self.question, by: "ben", others: others)
            #expect(try await server.ask(id, " ", by: "ben").status == 400)
            let store = server.engine.store
            let access = try await server.engine.run {
                try store.interactions(withClone: id, by: CloneUser(id: "ann"), limit: 10)
            }
            guard case .granted(let log) = access else { throw UnexpectedAnswer(answer) }
            let entry = try #require(log.first)
            #expect(log.count == 1)
            #expect(entry.userID == "ben" && entry.cloneID == id)
            #expect(entry.workspaceID == "w" && entry.channelID == "c")
            #expect(entry.query == Self.question && entry.response == answer["response"]?.stringValue)
            let context = try JSONParser.parse(Array(try #require(entry.context).utf8))
            #expect(context["documents"]?.elements.count == 1)
            #expect(context["documents"]?.elements.first?["file_name"] == "mill.txt")
            let foreign = try await server.engine.run {
                try store.interactions(withClone: id, by: CloneUser(id: "ben"), limit: 10)
            }
            guard case .refused = foreign else { throw UnexpectedAnswer(answer) }
        }
    }

    @Test("When the model fails, clones are unavailable, and nothing is logged", arguments: [400, 401, 429, 500])
    func modelFailures(status: Int) async throws {
        let script: LoopbackServer.Script = {
            try await $0.reply(status: status, headers: [("Retry-After", "3600")], "{}")
        }
        try await ScriptedModel.run(script) { server, _ in
            let id = try await server.makeClone()
            let answer = try await server.ask(id, "Who?")
            #expect(answer.status == 503 && answer.text == #"{"error":"AI service unavailable"}"#)
            #expect(answer.headers[.retryAfter].flatMap(Int.init) ?? 0 >= 1)
            #expect(answer.headers[.connection] == "close")
            let access = try await server.engine.run { [store = server.engine.store] in
                try store.interactions(withClone: id, by: CloneUser(id: "ann"), limit: 10)
            }
            guard case .granted(let log) = access else { throw UnexpectedAnswer(answer) }
            #expect(log.isEmpty)
        }
    }

    @Test("A clone that is deleted while its model answers is not found")
    func deletedMeanwhile() async throws {
        let isAsked = Signal<Void>()
        let isDeleted = Signal<Void>()
        let script: LoopbackServer.Script = { exchange in
            isAsked.fire(())
            try await isDeleted.wait()
            try await exchange.say(["Good day."])
        }
        try await ScriptedModel.run(script) { server, _ in
            let id = try await server.makeClone()
            async let answer = server.ask(id, "Who?")
            try await isAsked.wait()
            #expect(try await server.send(.delete, "/api/clones/\(id)", user: "ann").status == 204)
            isDeleted.fire(())
            #expect(try await answer.status == 404)
        }
    }

    @Test("A client that hangs up ends the model's work")
    func hangUp() async throws {
        let isAsked = Signal<Void>()
        let isClosed = Signal<Void>()
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            isAsked.fire(())
            try await exchange.clientClosed.wait()
            isClosed.fire(())
        }
        try await ScriptedModel.run(script) { server, _ in
            let id = try await server.makeClone()
            let call = Task { try await server.ask(id, "Who?") }
            try await isAsked.wait()
            call.cancel()
            try await isClosed.wait()
        }
    }
}
