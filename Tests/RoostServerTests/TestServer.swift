import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LanguageModel
import Logging
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// A server on a fresh data folder, with the installed model.
struct TestServer: Sendable {
    static let masterKey = "master-key-of-the-tests"
    /// By which the tokens of ``token(for:)`` are signed.
    static let tokenSecret = Array("bearer-token-secret-of-the-tests".utf8)

    let engine: RetrievalEngine
    let status: ServerStatus
    private let client: any TestClientProtocol

    /// Whether the model is installed, which every server needs.
    static var isAvailable: Bool { Fixtures.modelFolder != nil }

    /// Runs a server while `body` runs.
    ///
    /// - Parameters:
    ///   - isLive: Whether it listens on a port; without, requests go straight to the router.
    ///   - dataFolder: The folder of an earlier server; nil for a fresh one.
    static func run(
        _ settings: ServerConfiguration = ServerConfiguration(),
        isLive: Bool = false,
        dataFolder: URL? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        var configuration = settings
        configuration.dataFolder = dataFolder ?? folder.url
        configuration.modelsFolder = Fixtures.modelFolder?.deletingLastPathComponent()
        configuration.masterKey = APIKey(masterKey)
        configuration.tokens.ownSecret = configuration.tokens.ownSecret ?? tokenSecret
        let engine = try configuration.makeEngine()
        _ = try await Authenticator(engine: engine).ensureMasterKey(configured: configuration.masterKey)
        let parts = ServerParts(configuration: configuration, engine: engine, logger: logger)
        let application = buildApplication(
            configuration: configuration,
            engine: engine,
            logger: logger,
            parts: parts
        )
        try await application.test(isLive ? .live : .router) { client in
            try await body(TestServer(engine: engine, status: parts.status, client: client))
        }
    }

    /// Where a live server listens.
    var url: URL {
        get throws { try #require(URL(string: "http://127.0.0.1:\(client.port ?? 0)")) }
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - key: What the header `X-API-Key` says; nil leaves it out.
    ///   - body: Sent as it is; as JSON unless `headers` say otherwise.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        key: String? = masterKey,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        try await send(method, path, key: key, headers: headers, bytes: body.map { ByteBuffer(string: $0) })
    }

    /// Sends a request with a user's bearer token.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        user: String,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        try await send(method, path, user: user, headers: headers, bytes: body.map { ByteBuffer(string: $0) })
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        user: String,
        headers: HTTPFields = [:],
        bytes: ByteBuffer?
    ) async throws -> Answer {
        var headers = headers
        headers[.authorization] = "Bearer \(try await Self.token(for: user))"
        return try await send(method, path, key: nil, headers: headers, bytes: bytes)
    }

    /// A bearer token of a user.
    static func token(for user: String) async throws -> String {
        try await TokenMint(secret: tokenSecret).token(subject: user)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        key: String? = masterKey,
        headers: HTTPFields = [:],
        bytes: ByteBuffer?
    ) async throws -> Answer {
        var headers = headers
        if let name = HTTPField.Name("X-API-Key"), let key {
            headers[name] = key
        }
        if bytes != nil, !headers.contains(.contentType) {
            headers[.contentType] = "application/json"
        }
        guard client.port == nil else {
            return try await sendOverNetwork(method, path, headers: headers, bytes: bytes)
        }
        return try await client.execute(uri: path, method: method, headers: headers, body: bytes) { Answer($0) }
    }

    /// The framework's client has one connection, which some answers close.
    private func sendOverNetwork(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields,
        bytes: ByteBuffer?
    ) async throws -> Answer {
        let request = OutgoingRequest(
            method: method.rawValue,
            url: try #require(URL(string: path, relativeTo: url)).absoluteURL,
            headers: headers.reduce(into: HeaderList()) { $0.append($1.name.rawName, $1.value) },
            body: bytes.map { Array($0.readableBytesView) } ?? []
        )
        return try await HTTPClient().withResponse(to: request) { try await Answer($0) }
    }
}

/// What a server answered.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: IncomingResponse) async throws {
        status = response.status
        headers = Self.readNames.reduce(into: [:]) { fields, name in
            fields[name] = response.headers[name.rawName]
        }
        text = String(decoding: try await response.body.bytes(upTo: 1 << 24), as: UTF8.self)
    }

    /// The headers that tests of a listening server look at.
    private static let readNames: [HTTPField.Name] =
        [
            .contentType, .connection, .retryAfter, .allow, .wwwAuthenticate, .cacheControl,
            .accessControlExposeHeaders,
        ] + ["X-Session-ID", "X-Model"].compactMap { HTTPField.Name($0) }

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        text = String(buffer: response.body)
    }

    /// The body; nil when it is not JSON.
    var json: JSONValue? { try? JSONParser.parse(Array(text.utf8)) }

    /// A member of the body, by names and indexes with dots between them.
    subscript(path: String) -> JSONValue? {
        path.split(separator: ".").reduce(json) { value, step in
            if case .array(let elements)? = value, let index = Int(step) {
                return elements.indices.contains(index) ? elements[index] : nil
            }
            return value?[String(step)]
        }
    }

    /// The names of the body's members.
    var members: Set<String> {
        guard case .object(let members)? = json else { return [] }
        return Set(members.keys)
    }

    /// The data of a stream's events, each an object.
    var events: [JSONValue] {
        get throws {
            var parser = ServerSentEventParser()
            return try parser.receive(Array(text.utf8)).map { try JSONParser.parse(Array($0.data.utf8)) }
        }
    }
}

extension JSONValue {
    /// The value as JSON text.
    var encoded: String {
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

// MARK: - Steps that many tests take

extension TestServer {
    static let models = #"{"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3}"#

    /// Creates a bot and returns its key.
    func makeBot(_ name: String, parameters: String? = nil) async throws -> String {
        let body = parameters.map { String(Self.models.dropLast()) + ", " + $0 + "}" } ?? Self.models
        let answer = try await send(.post, "/bots/\(name)/manage/create", body: body)
        guard let key = answer["bot_api_key"]?.stringValue else { throw UnexpectedAnswer(answer) }
        return key
    }

    /// Starts a chat and returns its identifier.
    func startChat(key: String? = masterKey) async throws -> String {
        let answer = try await send(.post, "/bots/chats/start", key: key)
        guard let identifier = answer["chat_id"]?.stringValue else { throw UnexpectedAnswer(answer) }
        return identifier
    }

    /// Uploads a document of nodes to a bot.
    @discardableResult
    func upload(_ name: String, nodes: [String], to bot: String, key: String? = masterKey) async throws -> Answer {
        try await send(.post, "/bots/\(bot)/documents/upload", key: key, body: Self.document(name, nodes: nodes))
    }

    static func document(_ name: String, nodes: [String]) throws -> String {
        let body = JSONValue.object([
            "file_name": .string(name),
            "file_contents": .object([
                "nodes": .array(nodes.map { .object(["text": .string($0), "metadata": .object([:])]) }),
                "assets": .array([]),
            ]),
            "file_metadata": .object([:]),
        ])
        return String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    }

    /// Asks a bot in a chat.
    func ask(
        _ prompt: String,
        of bot: String,
        inChat chat: String,
        key: String? = masterKey,
        extraBots: [String] = []
    ) async throws -> Answer {
        let body = JSONValue.object([
            "prompt": .string(prompt),
            "bot_name": .string(bot),
            "extra_bots": .array(extraBots.map(JSONValue.string)),
        ])
        let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return try await send(.post, "/bots/chats/\(chat)/send", key: key, body: text)
    }
}

/// A step of a test's preparation failed.
struct UnexpectedAnswer: Error {
    var answer: Answer

    init(_ answer: Answer) {
        self.answer = answer
    }
}
