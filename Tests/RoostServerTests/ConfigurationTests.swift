import Foundation
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    @Test("Defaults")
    func defaults() async throws {
        let configuration = try await ServerConfiguration.load(environment: [:])
        #expect(configuration.dataFolder.lastPathComponent == "roost-data")
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8000)
        #expect(configuration.compatibilityPorts.isEmpty)
        #expect(configuration.masterKey == nil)
        #expect(configuration.maximumBodyByteCount == 10_485_760)
        #expect(configuration.chatTimeToLive == .seconds(7200))
        #expect(configuration.indexRows == .memory)
        #expect(configuration.precision == .standard)
    }

    @Test("Options win over the environment, which wins over the file")
    func precedence() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "roost.json")
        let text =
            #"{"roost": {"port": 1, "host": "file", "maxUploadBytes": 4096, "chatTTL": "3d", "precision": "int8"}}"#
        try Data(text.utf8).write(to: file)
        var overrides = ServerConfiguration.Overrides()
        overrides.file = file.path
        overrides.port = 3
        overrides.usesCompatibilityPorts = true
        let environment = [
            "ROOST_PORT": "2", "ROOST_HOST": "environment", "ROOST_API_KEY": "", "ROOST_DATA": "/d",
            "ROOST_INDEX_ROWS": "Mapped",
        ]
        let configuration = try await ServerConfiguration.load(overrides: overrides, environment: environment)
        #expect(configuration.port == 3)
        #expect(configuration.precision == .int8)
        #expect(configuration.host == "environment")
        #expect(configuration.dataFolder.path == "/d")
        #expect(configuration.indexRows == .mapped)
        #expect(configuration.masterKey == nil)
        #expect(configuration.maximumBodyByteCount == 4096)
        #expect(configuration.chatTimeToLive == .seconds(3 * 86_400))
        #expect(configuration.compatibilityPorts == [7001, 25_575])
    }

    @Test("The file may name settings as the environment does")
    func environmentFormInFile() async throws {
        let folder = try TemporaryDirectory()
        var overrides = ServerConfiguration.Overrides()
        overrides.file = folder.url.appending(path: "roost.json").path
        func load(_ text: String) async throws -> ServerConfiguration {
            try Data(text.utf8).write(to: folder.url.appending(path: "roost.json"))
            return try await ServerConfiguration.load(overrides: overrides, environment: ["ROOST_HOST": "environment"])
        }
        let text = """
            {"ROOST_PORT": 8123, "ROOST_HOST": "file", "ROOST_CHARGE_CHANNEL_EVENTS": false, "ROOST_DATA": null,
             "ASSISTANT_GATEWAY_SECRET": "s", "roost": {"port": 1, "chatTTL": "3d"}}
            """
        let configuration = try await load(text)
        #expect(configuration.port == 8123)
        #expect(configuration.host == "environment")
        #expect(configuration.assistantGatewaySecret == "s")
        #expect(!configuration.chargesChannelEvents)
        #expect(configuration.chatTimeToLive == .seconds(3 * 86_400))
        for value in [#""x""#, "[1]", "{}", "1.5", "70000"] {
            let error = await #expect(throws: ConfigurationError.self) { try await load(#"{"ROOST_PORT": \#(value)}"#) }
            #expect(error?.key == "ROOST_PORT", "\(value)")
        }
    }

    @Test("The built-in model answers unless another one is chosen")
    func answering() async throws {
        let standard = try await ServerConfiguration.load(environment: [:]).answering
        guard case .extractive = standard else {
            Issue.record("expected the extractive model")
            return
        }
        let ollama = [
            "ROOST_LLM": "openai", "ROOST_LLM_MODEL": "llama3.2", "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1",
        ]
        let openAI = try await ServerConfiguration.load(environment: ollama).answering
        guard case .openAI(let model) = openAI else {
            Issue.record("expected an OpenAI-compatible model")
            return
        }
        #expect(model.name == "llama3.2" && model.key == nil)
        #expect(model.baseURL.absoluteString == "http://127.0.0.1:11434/v1")
        let claude = ["ROOST_LLM": "Anthropic", "ANTHROPIC_API_KEY": "sk-secret"]
        let anthropic = try await ServerConfiguration.load(environment: claude).answering
        guard case .anthropic(let claudeModel) = anthropic else {
            Issue.record("expected an Anthropic model")
            return
        }
        #expect(
            claudeModel.key == "sk-secret" && !"\(claudeModel)\(String(reflecting: claudeModel))".contains("secret")
        )
        #expect(claudeModel.baseURL.absoluteString == "https://api.anthropic.com" && !claudeModel.name.isEmpty)
    }

    @Test(
        "A provider that lacks what it needs stops the start with the setting's name",
        arguments: [
            (["ROOST_LLM": "llama"], "ROOST_LLM"), (["ROOST_LLM": "openai"], "OPENAI_API_KEY"),
            (["ROOST_LLM": "anthropic"], "ANTHROPIC_API_KEY"),
            (["ROOST_LLM": "openai", "OPENAI_BASE_URL": "localhost:11434"], "OPENAI_BASE_URL"),
            (["ROOST_LLM": "openai", "OPENAI_BASE_URL": "file:///etc/passwd"], "OPENAI_BASE_URL"),
        ]
    )
    func incompleteProvider(environment: [String: String], name: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: environment)
        }
        #expect(error?.key == name)
    }

    @Test("The built-in reranker is used unless another one is set up")
    func reranking() async throws {
        let standard = try await ServerConfiguration.load(environment: [:])
        #expect(standard.reranking == .builtIn && standard.rerankingTimeLimit == .milliseconds(500))
        #expect(standard.models[.reranking, 3] == "similarity")
        let remote = [
            "ROOST_RERANK_URL": "http://127.0.0.1:9/v1", "ROOST_RERANK_MODEL": "big", "ROOST_RERANK_API_KEY": "k",
            "ROOST_RERANK_DEADLINE": "40", "ROOST_RERANK_MODELS": "7=similarity,8=small",
        ]
        let server = try await ServerConfiguration.load(environment: remote)
        let url = try #require(URL(string: "http://127.0.0.1:9/v1"))
        #expect(server.reranking == .server(.init(url: url, model: "big", key: "k")))
        #expect(server.rerankingTimeLimit == .milliseconds(40))
        #expect([3, 7, 8].map { server.models[.reranking, $0] } == ["big", "similarity", "small"])
        let models = ["ROOST_MODELS": Fixtures.url("models").path, "ROOST_RERANK_MODELS": "7=reranker,8=similarity"]
        let numbered = try await ServerConfiguration.load(environment: models)
        #expect([1, 7, 8].map { numbered.models[.reranking, $0] } == ["similarity", "reranker", "similarity"])
        let local = models.merging(["ROOST_RERANK": "reranker"]) { $1 }
        let crossEncoder = try await ServerConfiguration.load(environment: local)
        #expect(crossEncoder.reranking == .crossEncoder("reranker") && crossEncoder.models[.reranking, 1] == "reranker")
    }

    @Test(
        "A reranking model that cannot be used stops the start with the setting's name",
        arguments: [
            (["ROOST_RERANK": "absent"], "ROOST_RERANK"), (["ROOST_RERANK": "mean"], "ROOST_RERANK"),
            (["ROOST_RERANK": "reranker", "ROOST_RERANK_URL": "http://127.0.0.1:9"], "ROOST_RERANK"),
            (["ROOST_RERANK_URL": "localhost:8080"], "ROOST_RERANK_URL"),
            (["ROOST_RERANK_DEADLINE": "0"], "ROOST_RERANK_DEADLINE"),
            (["ROOST_RERANK_DEADLINE": "500ms"], "ROOST_RERANK_DEADLINE"),
            (["ROOST_RERANK_MODELS": "7=mean"], "ROOST_RERANK_MODELS"),
        ]
    )
    func unusableReranker(environment: [String: String], name: String) async throws {
        let environment = environment.merging(["ROOST_MODELS": Fixtures.url("models").path]) { $1 }
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: environment)
        }
        #expect(error?.key == name)
    }

    @Test(
        "A value that cannot be used stops the start with the setting's name",
        arguments: [
            ("ROOST_PORT", "http"), ("ROOST_PORT", "65536"), ("ROOST_PORT", ""), ("ROOST_MAX_UPLOAD_BYTES", "10MB"),
            ("ROOST_MAX_UPLOAD_BYTES", "1"), ("ROOST_CHAT_TTL", "2"), ("ROOST_CHAT_TTL", "-2h"),
            ("ROOST_CHAT_TTL", "99999999999999999y"), ("ROOST_INDEX_ROWS", "disk"),
            ("ROOST_PRECISION", "fp16"),
        ]
    )
    func malformed(name: String, value: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(environment: [name: value])
        }
        #expect(error?.key == name)
    }

    @Test("A missing or broken file stops the start with its name", arguments: [nil, "not JSON", "[1]"])
    func file(text: String?) async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "roost.json")
        if let text {
            try Data(text.utf8).write(to: file)
        }
        var overrides = ServerConfiguration.Overrides()
        overrides.file = file.path
        let error = await #expect(throws: ConfigurationError.self) {
            try await ServerConfiguration.load(overrides: overrides, environment: [:])
        }
        #expect(error?.key == file.path)
    }
}
