package import Foundation
package import RetrievalEngine

/// What the server is set up with, read once at the start.
package struct ServerConfiguration: Sendable {
    /// The folder of the database.
    package var dataFolder = URL(filePath: "roost-data")
    /// The only folder in which models are looked for; nil for the usual places.
    package var modelsFolder: URL?
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 picks a free one.
    package var port = 8000
    /// Further ports, on which older clients expect the server.
    package var compatibilityPorts: [Int] = []
    /// CriaBot's master key; nil to make one on the first start.
    package var masterKey: APIKey?
    /// Bytes of a request's body, at most.
    package var maximumBodyByteCount = 10 << 20
    /// How long a chat lasts after its last message.
    package var chatTimeToLive = Duration.seconds(2 * 3600)

    /// Requests to chats with agents that a workspace has within any minute, at most; 0 for no limit.
    package var agentChatRateLimit = 60

    /// Which bearer tokens are taken.
    package var tokens = TokenSettings()
    /// What requests of the Assistants API must have in the header `x-gateway-secret`; nil for no such check.
    package var assistantGatewaySecret: String?
    /// Questions that a workspace may ask the copilot within any minute; 0 for no limit.
    package var copilotRateLimit = 0
    /// The name that documents of clones show as their index.
    package var indexLabel = "local"

    /// Whether an agent's reply to a message from a channel costs a credit.
    package var chargesChannelEvents = true
    /// How messages are sent over channels.
    package var channels = ChannelSettings()

    /// What the encoder runs with.
    package var precision = Precision.standard
    /// Where the float32 rows of large indexes are.
    package var indexRows = IndexRows.memory
    /// What answers questions.
    package var answering = AnsweringModel.extractive
    /// What scores passages anew after the search.
    package var reranking = RerankingModel.builtIn
    /// How long an answer may be held up by a reranking model that is not built in.
    package var rerankingTimeLimit = Duration.milliseconds(500)
    /// The models by the numbers that CriaBot's clients use; nil for those that always exist.
    package var registeredModels: ModelRegistry?

    /// What is logged, and how.
    package var log = LogSettings()
    /// How long clients may take, and how many may come.
    package var connections = ConnectionLimits()
    /// How long requests in progress may take after SIGTERM.
    package var shutdownDeadline = Duration.seconds(30)
    /// How long after SIGTERM requests are still taken, while `/ready` says that no more should come.
    package var drainDelay = Duration.zero
    /// What the file system of the data folder must have left for the server to be ready.
    package var leastFreeByteCount = 64 << 20
    /// What the bodies of all requests together may have, unless four of the largest have more.
    package var leastBodyBudgetByteCount = 256 << 20

    package init() {}

    /// The ports of CriaBot and of its Python service, which `--compat-ports` opens as well.
    package static let knownCompatibilityPorts = [7001, 25575]
}

extension ServerConfiguration {
    /// The models by number.
    package var models: ModelRegistry {
        registeredModels
            ?? ModelRegistry(
                answering: answering.modelName,
                embedding: ModelCatalog.defaultModelName,
                reranking: reranking.modelName
            )
    }
}

/// A setting that cannot be used: the start ends with it.
package struct ConfigurationError: Error, CustomStringConvertible {
    /// The setting, in the form of an environment variable.
    package var key: String
    package var reason: String

    package var description: String { "\(key): \(reason)" }
}
