import Configuration
import Foundation
import NIOCore
package import RetrievalEngine

extension ServerConfiguration {
    /// What the command line says; what it does not say is nil.
    package struct Overrides: Sendable {
        package var data: String?
        package var models: String?
        package var precision: Precision?
        package var host: String?
        package var port: Int?
        package var usesCompatibilityPorts = false
        package var logFormat: String?
        package var logLevel: String?
        /// A JSON file with further settings.
        package var file: String?

        package init() {}
    }

    /// Reads the settings: from the command line, then the environment, then `.env` of the working directory, then the
    /// JSON file; the first that has a setting wins.
    ///
    /// In the JSON file a setting is `{"ROOST_MAX_UPLOAD_BYTES": 1048576}`, as in the environment, or
    /// `{"roost": {"maxUploadBytes": 1048576}}`; the first form wins. An empty text counts as unset.
    ///
    /// - `roost.data` (text, default `./roost-data`): the data folder.
    /// - `roost.models` (text, optional): the folder of models.
    /// - `roost.precision` (`fp32`, `bf16` or `int8`, default `bf16`): what the encoder runs with.
    /// - `roost.host` (text, default `127.0.0.1`), `roost.port` (integer, default 8000, 0…65535; 0 picks a free one).
    /// - `roost.apiKey` (text, optional, secret): CriaBot's master key.
    /// - `roost.maxUploadBytes` (integer, default 10 MiB, at least 1024): limit of a request's body.
    /// - `roost.indexRows` (`memory` or `mapped`, default `memory`): where the float32 rows of large indexes are.
    /// - `roost.llm` (`extractive`, `openai` or `anthropic`, default `extractive`): what answers questions.
    /// - `roost.llmModel` (text, default `gpt-4o-mini` or `claude-haiku-4-5`): the model's name on its server.
    /// - `openai.baseURL` (URL, default `https://api.openai.com/v1`), `anthropic.baseURL` (URL, default
    ///   `https://api.anthropic.com`): the server. `openai.apiKey`, `anthropic.apiKey` (text, secret; required for the
    ///   default servers): its key.
    /// - `roost.rerank` (text, optional): the installed cross-encoder that scores passages anew. `roost.rerankURL` (URL,
    ///   optional): a server that does; `roost.rerankModel` (text, optional), `roost.rerankApiKey` (text, optional, secret):
    ///   its model and its key. `roost.rerankDeadline` (integer, default 500, 1…600000): how many milliseconds either may
    ///   take.
    /// - `roost.llmModels`, `roost.embeddingModels`, `roost.rerankModels` (text, optional): further models by number, such
    ///   as `7=gpt-4o,8=extractive`.
    /// - `roost.chatTTL` (text, default `2h`): how long chats last, an integer and `s`, `h`, `d`, `w`, `m` (30 days)
    ///   or `y` (365 days).
    /// - `roost.rateLimitChat` (integer, default 60, at least 0): requests to chats with agents that a workspace has within
    ///   any minute, at most; 0 for no limit.
    /// - `assistant.gatewaySecret` (text, optional, secret): what requests of the Assistants API must carry.
    /// - `roost.rateLimitCopilot` (integer, default 0, 0…1000000): questions that a workspace may ask the copilot within a
    ///   minute; 0 for no limit.
    /// - `roost.chargeChannelEvents` (boolean, default `true`): whether replies to messages from channels cost credits.
    /// - `whatsapp.apiToken`, `whatsapp.businessAccountID`, `messenger.pageAccessToken`, `instagram.accessToken`,
    ///   `meta.graphURL`: see `Settings.channelSettings()`.
    /// - `pinecone.index` (text, default `local`): the name that documents of clones show as their index.
    /// - `roost.maxConnections` (integer, default 1024, 1…65536): open connections; `roost.shutdownDeadline` (text, default
    ///   `30s`, a duration): how long requests in progress may take after SIGTERM; `roost.drainDelay` (text, default `0s`,
    ///   a shorter duration): how long new ones are taken all the same.
    /// - Logs: see `Settings.logSettings()`.
    /// - Bearer tokens: see `Settings.tokenSettings()`.
    ///
    /// - Throws: ``ConfigurationError`` for a value that cannot be used, with the setting's name.
    package static func load(
        overrides: Overrides = Overrides(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> ServerConfiguration {
        let settings = try await Settings(overrides: overrides, environment: environment)
        var configuration = ServerConfiguration()
        if let data = try await settings.text("roost.data") {
            configuration.dataFolder = URL(filePath: data)
        }
        configuration.modelsFolder = try await settings.text("roost.models").map { URL(filePath: $0) }
        configuration.host = try await settings.text("roost.host") ?? configuration.host
        configuration.port = try await settings.integer("roost.port", in: 0...65_535) ?? configuration.port
        configuration.masterKey = try await settings.text("roost.apiKey", isSecret: true).map(APIKey.init)
        configuration.maximumBodyByteCount =
            try await settings.integer("roost.maxUploadBytes", in: 1024...Int(Int32.max))
            ?? configuration.maximumBodyByteCount
        configuration.chatTimeToLive = try await settings.duration("roost.chatTTL") ?? configuration.chatTimeToLive
        configuration.agentChatRateLimit =
            try await settings.integer("roost.rateLimitChat", in: 0...1_000_000) ?? configuration.agentChatRateLimit
        configuration.copilotRateLimit =
            try await settings.integer("roost.rateLimitCopilot", in: 0...1_000_000) ?? configuration.copilotRateLimit
        configuration.connections.connectionCount =
            try await settings.integer("roost.maxConnections", in: 1...65_536)
            ?? configuration.connections.connectionCount
        configuration.shutdownDeadline =
            try await settings.duration("roost.shutdownDeadline") ?? configuration.shutdownDeadline
        configuration.drainDelay =
            try await settings.duration("roost.drainDelay", atLeast: 0) ?? configuration.drainDelay
        guard configuration.drainDelay < configuration.shutdownDeadline else {
            throw ConfigurationError(key: "ROOST_DRAIN_DELAY", reason: "expected less than ROOST_SHUTDOWN_DEADLINE")
        }
        // The largest body may come at 16 KiB a second, as one of the default size may.
        configuration.connections.bodyTime = max(
            configuration.connections.bodyTime,
            .seconds(Int64(configuration.maximumBodyByteCount >> 14))
        )
        configuration.log = try await settings.logSettings()
        configuration.tokens = try await settings.tokenSettings()
        configuration.assistantGatewaySecret = try await settings.text("assistant.gatewaySecret", isSecret: true)
        configuration.indexLabel = try await settings.text("pinecone.index") ?? configuration.indexLabel
        configuration.chargesChannelEvents =
            try await settings.flag("roost.chargeChannelEvents") ?? configuration.chargesChannelEvents
        configuration.channels = try await settings.channelSettings()
        configuration.precision = try await settings.precision() ?? configuration.precision
        configuration.indexRows = try await settings.indexRows() ?? configuration.indexRows
        configuration.answering = try await settings.answeringModel()
        configuration.reranking = try await settings.rerankingModel(catalog: configuration.catalog)
        configuration.rerankingTimeLimit =
            try await settings.integer("roost.rerankDeadline", in: 1...600_000).map { .milliseconds($0) }
            ?? configuration.rerankingTimeLimit
        configuration.registeredModels = try await settings.modelRegistry(for: configuration)
        if overrides.usesCompatibilityPorts {
            configuration.compatibilityPorts = knownCompatibilityPorts.filter { $0 != configuration.port }
        }
        return configuration
    }
}

extension ServerConfiguration.Overrides {
    var values: [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        values[AbsoluteConfigKey(["roost", "data"])] = data.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "models"])] = models.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "precision"])] = precision.map {
            ConfigValue(.string($0.rawValue), isSecret: false)
        }
        values[AbsoluteConfigKey(["roost", "host"])] = host.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "logFormat"])] = logFormat.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "logLevel"])] = logLevel.map { ConfigValue(.string($0), isSecret: false) }
        values[AbsoluteConfigKey(["roost", "port"])] = port.map { ConfigValue(.int($0), isSecret: false) }
        return values
    }
}

extension Settings {
    fileprivate func precision() async throws -> Precision? {
        guard let name = try await text("roost.precision") else { return nil }
        guard let precision = Precision(rawValue: name.lowercased()) else {
            throw ConfigurationError(key: "ROOST_PRECISION", reason: "expected fp32, bf16 or int8, found '\(name)'")
        }
        return precision
    }

    fileprivate func indexRows() async throws -> IndexRows? {
        guard let name = try await text("roost.indexRows") else { return nil }
        guard let rows = IndexRows(rawValue: name.lowercased()) else {
            throw ConfigurationError(key: "ROOST_INDEX_ROWS", reason: "expected memory or mapped, found '\(name)'")
        }
        return rows
    }
}
