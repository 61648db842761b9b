import Foundation
import LanguageModel
import Synchronization
import TestSupport
import Testing

@Suite("Requests to providers", .timeLimit(.minutes(1)))
struct ProviderRequestTests {
    private func sent(_ form: WireForm, _ request: GenerationRequest) async throws -> LoopbackRequest {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([form.stream(["a"])])
        } _: { server in
            _ = try await form.model(server).reply(request)
            return try #require(server.requests.first)
        }
    }

    private var fullRequest: GenerationRequest {
        var request = GenerationRequest(messages: [
            Message(.system, "Be \"brief\"."), Message(.user, "Hi"), Message(.assistant, "Hello"),
            Message(.user, "Why/how?"),
        ])
        request.temperature = 1.5
        request.topP = 0.9
        request.maximumTokenCount = 77
        request.stop = ["END", "\n\nQ:"]
        return request
    }

    @Test("Chat Completions, with everything")
    func openAI() async throws {
        let request = try await sent(.openAI, fullRequest)
        #expect(request.method == "POST")
        #expect(request.target == "/v1/chat/completions")
        #expect(request.header("Authorization") == "Bearer \(WireForm.key)")
        #expect(request.header("Content-Type") == "application/json")
        #expect(
            request.text == #"{"max_tokens":77,"messages":[{"content":"Be \"brief\".","role":"system"},"#
                + #"{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"},"#
                + #"{"content":"Why/how?","role":"user"}],"model":"tiny","stop":["END","\n\nQ:"],"stream":true,"#
                + #""stream_options":{"include_usage":true},"temperature":1.5,"top_p":0.9}"#
        )
    }

    @Test("Chat Completions, with nothing but the question; topP of 0 counts as nothing")
    func openAIPlain() async throws {
        var question = GenerationRequest.question
        question.topP = 0
        let text = try await sent(.openAI, question).text
        #expect(
            text == #"{"messages":[{"content":"Why?","role":"user"}],"model":"tiny","stream":true,"#
                + #""stream_options":{"include_usage":true}}"#
        )
    }

    @Test("Messages, with everything: the temperature within 0…1 and no top_p beside it")
    func anthropic() async throws {
        let request = try await sent(.anthropic, fullRequest)
        #expect(request.method == "POST")
        #expect(request.target == "/v1/messages")
        #expect(request.header("x-api-key") == WireForm.key)
        #expect(request.header("anthropic-version") == "2023-06-01")
        #expect(request.header("Authorization") == nil)
        #expect(
            request.text == #"{"max_tokens":77,"messages":[{"content":"Hi","role":"user"},"#
                + #"{"content":"Hello","role":"assistant"},{"content":"Why/how?","role":"user"}],"model":"tiny","#
                + #""stop_sequences":["END","\n\nQ:"],"stream":true,"system":"Be \"brief\".","temperature":1}"#
        )
    }

    @Test("Messages: top_p without a temperature, and the default limit")
    func anthropicTopP() async throws {
        var question = GenerationRequest.question
        question.topP = 0.5
        let text = try await sent(.anthropic, question).text
        #expect(
            text == #"{"max_tokens":1024,"messages":[{"content":"Why?","role":"user"}],"model":"tiny","#
                + #""stream":true,"top_p":0.5}"#
        )
    }

    @Test("Messages: any order of roles becomes turns that alternate and begin with the user")
    func anthropicTurns() async throws {
        let request = GenerationRequest(messages: [
            Message(.assistant, "Welcome."), Message(.system, "A"), Message(.user, "one"), Message(.system, "B"),
            Message(.user, "two"), Message(.assistant, " \n"), Message(.user, "three"), Message(.assistant, "yes"),
            Message(.assistant, "no"), Message(.user, "four"),
        ])
        let text = try await sent(.anthropic, request).text
        #expect(
            text == #"{"max_tokens":1024,"messages":[{"content":"one\n\ntwo\n\nthree","role":"user"},"#
                + #"{"content":"yes\n\nno","role":"assistant"},{"content":"four","role":"user"}],"model":"tiny","#
                + #""stream":true,"system":"A\n\nB\n\nYou began this conversation by saying:\nWelcome."}"#
        )
    }

    @Test("Messages: what the API cannot take is refused before it is sent")
    func anthropicRefusals() async throws {
        try await LoopbackServer.run { _ in
        } _: { server in
            let model = WireForm.anthropic.model(server)
            let silent = GenerationRequest(messages: [Message(.system, "A"), Message(.user, " ")])
            #expect(await model.failure(silent)?.code == .invalidRequest)
            var stopped = GenerationRequest.question
            stopped.stop = ["\n"]
            #expect(await model.failure(stopped)?.code == .invalidRequest)
            #expect(server.requests.isEmpty)
        }
    }

    @Test(
        "Base addresses with and without slashes, versions and queries",
        arguments: [
            (WireForm.openAI, "/v1", "/v1/chat/completions"), (.openAI, "/v1/", "/v1/chat/completions"),
            (.openAI, "", "/chat/completions"), (.openAI, "/", "/chat/completions"),
            (.openAI, "/a%20b/v1?api-version=2", "/a%20b/v1/chat/completions?api-version=2"),
            (.anthropic, "", "/v1/messages"), (.anthropic, "/", "/v1/messages"), (.anthropic, "/v1", "/v1/messages"),
            (.anthropic, "/v1/", "/v1/messages"), (.anthropic, "/proxy", "/proxy/v1/messages"),
        ]
    )
    func bases(form: WireForm, base: String, expected: String) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([form.stream(["a"])])
        } _: { server in
            let url = try #require(URL(string: server.url.absoluteString + base))
            var configuration = HTTPClient.Configuration()
            configuration.proxy = .none
            let client = HTTPClient(configuration: configuration)
            let model: any LanguageModel =
                switch form {
                case .openAI: OpenAIModel(name: "m", baseURL: url, client: client)
                case .anthropic: AnthropicModel(name: "m", baseURL: url, key: "k", client: client)
                }
            _ = try await model.reply()
            #expect(server.requests.first?.target == expected)
            #expect(server.requests.first?.header("Authorization") == nil)
        }
    }

    @Test(
        "What a server does not support is left out, and not sent again",
        arguments: [
            (
                "max_tokens",
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
            ),
            ("stream_options", "Unknown field: stream_options"),
            (
                "temperature",
                "Unsupported value: 'temperature' does not support 1.5 with this model. Only the default (1)."
            ),
            ("top_p", "top_p: Extra inputs are not permitted"),
        ]
    )
    func adaptation(parameter: String, message: String) async throws {
        try await LoopbackServer.run { exchange in
            if exchange.request.text.contains("\"\(parameter)\"") {
                try await exchange.reply(status: 400, WireForm.openAI.errorBody(message))
            } else {
                try await exchange.stream([WireForm.openAI.stream(["a"])])
            }
        } _: { server in
            let model = WireForm.openAI.model(server)
            for _ in 0..<2 { #expect(try await model.reply(fullRequest).text == "a") }
            #expect(server.requests.count == 3)
            let last = try #require(server.requests.last).text
            #expect(last.contains("\"max_completion_tokens\":77") == (parameter == "max_tokens"))
        }
    }

    @Test("A server that refuses everything is asked a few times only")
    func stubborn() async throws {
        try await LoopbackServer.run { exchange in
            let message = "Unsupported: max_tokens, max_completion_tokens, stream_options, temperature, top_p"
            try await exchange.reply(status: 400, WireForm.openAI.errorBody(message))
        } _: { server in
            #expect(await WireForm.openAI.model(server).failure(fullRequest)?.code == .invalidRequest)
            #expect(server.requests.count == 5)
        }
    }

    @Test(
        "A value out of range is not left out",
        arguments: [
            "temperature must be at most 1",
            "max_tokens is too large: 77. This model supports at most 70 completion tokens",
        ]
    )
    func outOfRange(message: String) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: 400, WireForm.openAI.errorBody(message))
        } _: { server in
            #expect(await WireForm.openAI.model(server).failure(fullRequest)?.code == .invalidRequest)
            #expect(server.requests.count == 1)
        }
    }
}
