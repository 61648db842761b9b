import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Models by number")
struct ModelNumberTests {
    @Test("The numbers of the API's document always exist; others are configured")
    func configured() async throws {
        let environment = [
            "ROOST_LLM": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "ROOST_LLM_MODEL": "small",
            "ROOST_LLM_MODELS": "7=large, 8=extractive",
        ]
        let models = try await ServerConfiguration.load(environment: environment).models
        #expect((1...6).allSatisfy { models[.answering, $0] == "small" })
        #expect(models[.answering, 7] == "large" && models[.answering, 8] == "extractive")
        #expect(models[.answering, 9] == nil && models[.embedding, 7] == nil)
        #expect(models[.embedding, 2] == "all-MiniLM-L6-v2" && models[.reranking, 3] == "similarity")
    }

    @Test(
        "A registry that cannot be used stops the start",
        arguments: [
            ("ROOST_LLM_MODELS", "7"), ("ROOST_LLM_MODELS", "x=extractive"), ("ROOST_LLM_MODELS", "0=extractive"),
            ("ROOST_LLM_MODELS", "7="), ("ROOST_LLM_MODELS", "7=gpt-4o"), ("ROOST_EMBEDDING_MODELS", "7=other"),
            ("ROOST_RERANK_MODELS", "7=other"),
        ]
    )
    func unusable(key: String, value: String) async throws {
        await #expect { try await ServerConfiguration.load(environment: [key: value]) } throws: {
            ($0 as? ConfigurationError)?.key == key
        }
    }

    @Test("A bot answers with the model of its number", .enabled(if: TestServer.isAvailable))
    func answersByNumber() async throws {
        let script: LoopbackServer.Script = { try await $0.say(["said"]) }
        try await LoopbackServer.run(script) { provider in
            var settings = ServerConfiguration()
            settings.answering = .openAI(.init(name: "small", baseURL: provider.url.appending(path: "v1"), key: "k"))
            var models = ModelRegistry(answering: "small", embedding: "all-MiniLM-L6-v2")
            models[.answering, 7] = "large"
            models[.answering, 8] = "extractive"
            settings.registeredModels = models
            try await TestServer.run(settings, isLive: true) { server in
                for (bot, number) in [("default", 1), ("large", 7), ("quoting", 8)] {
                    let body = """
                        {"llm_model_id": \(number), "embedding_model_id": 2, "rerank_model_id": 3,
                         "no_context_llm_guess": true, "llm_generate_related_prompts": false}
                        """
                    #expect(try await server.send(.post, "/bots/\(bot)/manage/create", body: body).status == 200)
                    let answer = try await server.ask("Hello?", of: bot, inChat: server.startChat())
                    let expected = number == 8 ? "Sorry, I'm not sure about that." : "said"
                    #expect(answer["reply.message"] == .string(expected))
                }
                let asked = provider.requests.map { String(decoding: $0.body, as: UTF8.self) }
                #expect(asked.count == 2)
                #expect(asked[0].contains(#""small""#) && asked[1].contains(#""large""#))
            }
        }
    }
}
