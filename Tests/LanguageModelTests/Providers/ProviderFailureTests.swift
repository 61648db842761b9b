import Foundation
import LanguageModel
import Synchronization
import TestSupport
import Testing

@Suite("Failures of providers", .timeLimit(.minutes(1)))
struct ProviderFailureTests {
    @Test(
        "Statuses become codes, and nothing shows the key",
        arguments: WireForm.allCases,
        [
            (400, LanguageModelError.Code.invalidRequest), (401, .unauthorized), (403, .unauthorized),
            (404, .invalidRequest), (413, .invalidRequest), (302, .invalidRequest),
        ]
    )
    func statuses(form: WireForm, expected: (Int, LanguageModelError.Code)) async throws {
        try await LoopbackServer.run { exchange in
            let said = "Wrong \(WireForm.key)\n\(WireForm.key) " + String(repeating: "x", count: 400)
            try await exchange.reply(status: expected.0, form.errorBody(said))
        } _: { server in
            let model = form.model(server)
            let error = try #require(await model.failure())
            #expect(error.code == expected.1)
            #expect(error.message.contains("127.0.0.1"))
            #expect(error.message.contains("status \(expected.0): Wrong [key] [key] xxx"))
            #expect(error.message.count < 400)
            #expect(server.requests.count == 1)
            var dumped = "\(error)"
            dump(error, to: &dumped)
            dump(model, to: &dumped)
            #expect(!dumped.contains(WireForm.key))
        }
    }

    @Test(
        "Bodies of errors in other forms",
        arguments: [
            (#"{"error":"model 'tiny' not found"}"#, "model 'tiny' not found"), (#"{"message":"no such"}"#, "no such"),
            (#"{"detail":"Not Found"}"#, "Not Found"), ("<html>\n <b>gone</b>", "<html> <b>gone</b>"),
            ("", "status 404"),
            (#"{"detail":[{"msg":"x"}]}"#, "status 404"), ("\u{1B}[31mred", " [31mred"),
        ]
    )
    func errorBodies(body: String, expected: String) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: 404, body)
        } _: { server in
            let message = try #require(await WireForm.openAI.model(server).failure()).message
            #expect(message.hasSuffix(expected))
        }
    }

    @Test(
        "A filter that refuses the prompt",
        arguments: [
            #"{"error":{"message":"filtered","code":"content_filter","type":null}}"#,
            #"{"error":{"message":"filtered","code":"content_policy_violation"}}"#,
        ]
    )
    func contentFilter(body: String) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: 400, body)
        } _: { server in
            #expect(await WireForm.openAI.model(server).failure()?.code == .contentFiltered)
        }
    }

    @Test(
        "A reply that is none",
        arguments: WireForm.allCases,
        [
            ("text/event-stream", "data: {\"choices\": [}\n\n"), ("text/event-stream", "data: null\n\n"),
            ("text/event-stream", "data: []\n\n"), ("text/event-stream", "data: {\"type\": 7, \"choices\": 7}\n\n"),
            ("text/html", "<html>Log in first</html>"), ("application/json", "{\"a\": 1}"), ("application/json", "{"),
            ("text/event-stream", "data: " + String(repeating: "a", count: (1 << 20) + 1)),
        ]
    )
    func malformed(form: WireForm, reply: (String, String)) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(type: reply.0, reply.1)
        } _: { server in
            #expect(await form.model(server).failure()?.code == .malformedResponse)
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "A stream that breaks off after its first text is not tried again",
        arguments: WireForm.allCases,
        [true, false]
    )
    func cut(form: WireForm, cleanly: Bool) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            try await exchange.sendChunk(form.start() + form.delta("a"))
            if cleanly { try await exchange.endChunks() } else { try await exchange.cut() }
        } _: { server in
            #expect(await form.model(server).failure()?.code == .interrupted)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A stream that breaks off before its first text is tried again", arguments: WireForm.allCases)
    func cutEarly(form: WireForm) async throws {
        try await LoopbackServer.run { exchange in
            guard exchange.request.connection > 0 else { return try await exchange.cut() }
            try await exchange.sendHead()
            try await exchange.sendChunk(form.start())
            guard exchange.request.connection > 1 else { return try await exchange.cut() }
            try await exchange.sendChunk(form.delta("a") + form.end())
            try await exchange.endChunks()
        } _: { server in
            let reply = try await form.model(server).reply()
            #expect(reply.text == "a")
            #expect(server.requests.count == 3)
        }
    }

    @Test("A stream that is cut behind its end is whole")
    func cutLate() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            let end = WireForm.openAI.end().split(separator: Array("data: [DONE]".utf8)).first ?? []
            try await exchange.sendChunk(WireForm.openAI.delta("a") + end)
            try await exchange.cut()
        } _: { server in
            let reply = try await WireForm.openAI.model(server).reply()
            #expect(reply.text == "a")
            #expect(reply.generation.usage?.completionTokenCount == 34)
        }
    }

    @Test("Too slow to begin, and too slow to go on", arguments: WireForm.allCases, [true, false])
    func timeouts(form: WireForm, beginning: Bool) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            if !beginning { try await exchange.sendChunk(form.start() + form.delta("a")) }
            try await exchange.clientClosed.wait()
        } _: { server in
            let model = form.model(server) { configuration in
                configuration.firstByteTimeout = .milliseconds(beginning ? 150 : 20_000)
                configuration.idleTimeout = .milliseconds(beginning ? 20_000 : 150)
            }
            let error = try #require(await model.failure())
            #expect(error.code == .timedOut)
            #expect(error.message.contains(beginning ? "begin" : "go on"))
            // On a busy machine the time may be over before the server has read the request.
            #expect(server.requests.count <= 1)
        }
    }

    @Test(
        "Errors inside a stream",
        arguments: [
            (WireForm.openAI, "server_error", LanguageModelError.Code.unavailable), (.openAI, "novel", .unavailable),
            (.openAI, "rate_limit_exceeded", .rateLimited), (.openAI, "invalid_request_error", .invalidRequest),
            (.anthropic, "overloaded_error", .unavailable), (.anthropic, "rate_limit_error", .rateLimited),
            (.anthropic, "authentication_error", .unauthorized), (.anthropic, "api_error", .unavailable),
        ]
    )
    func streamErrors(form: WireForm, type: String, code: LanguageModelError.Code) async throws {
        try await LoopbackServer.run { exchange in
            let error = form.streamError(type: type, message: "no \(WireForm.key) today")
            try await exchange.stream([form.start() + form.delta("a") + error])
        } _: { server in
            let error = try #require(await form.model(server).failure())
            #expect(error.code == code)
            #expect(error.message.contains("no [key] today"))
            #expect(server.requests.count == 1)
        }
    }

    @Test("An overloaded server inside a stream without text is asked again", arguments: WireForm.allCases)
    func overloaded(form: WireForm) async throws {
        try await LoopbackServer.run { exchange in
            let isFirst = exchange.request.connection == 0
            let error = form.streamError(type: "overloaded_error", message: "later")
            try await exchange.stream([form.start() + (isFirst ? error : form.delta("a") + form.end())])
            if isFirst { try await exchange.cut() }
        } _: { server in
            let reply = try await form.model(server).reply()
            #expect(reply.text == "a")
        }
    }
}
