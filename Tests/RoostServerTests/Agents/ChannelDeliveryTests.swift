import DocumentStore
import Foundation
import HTTPTypes
import LanguageModel
import Logging
import RetrievalEngine
import RoostServer
import Synchronization
import TestSupport
import Testing

@Suite("Delivery by the Graph API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct ChannelDeliveryTests {
    /// Runs a server whose messages go to `script`.
    private static func run(
        _ script: @escaping LoopbackServer.Script,
        adjusting adjust: @Sendable (inout ServerConfiguration) -> Void = { _ in },
        _ body: @Sendable (AgentWorkspace, LoopbackServer) async throws -> Void
    ) async throws {
        try await LoopbackServer.run(script) { graph in
            var settings = ServerConfiguration()
            settings.sendMessages(by: graph)
            adjust(&settings)
            try await AgentWorkspace.run(settings, isLive: true) { try await body($0, graph) }
        }
    }

    private static func message(in conversation: String, over channel: String = "whatsapp") -> [String: JSONValue] {
        AgentWorkspace.message(in: conversation, "Hello.", over: channel, agent: AgentWorkspace.silentAgent)
    }

    @Test(
        "Each channel's message has its form, and the token is in the header alone",
        arguments: [
            (
                "whatsapp", "1065",
                [
                    "messaging_product": "whatsapp", "to": .string(AgentWorkspace.customer), "type": "text",
                    "text": ["body": "Hello."],
                ] as JSONValue
            ),
            (
                "messenger", "me",
                ["recipient": ["id": .string(AgentWorkspace.customer)], "message": ["text": "Hello."]] as JSONValue
            ),
            (
                "instagram", "me",
                ["recipient": ["id": .string(AgentWorkspace.customer)], "message": ["text": "Hello."]] as JSONValue
            ),
        ]
    )
    func forms(channel: String, account: String, body: JSONValue) async throws {
        try await Self.run {
            try await $0.reply(#"{"messages":[{"id":"wamid.1"}]}"#)
        } _: { workspace, graph in
            let conversation = try await workspace.makeConversation()
            let answer = try await workspace.sendOut(Self.message(in: conversation, over: channel))
            #expect(answer.status == 200 && answer["delivery"] == "sent")
            let request = try #require(graph.requests.first)
            #expect(request.method == "POST" && request.target == "/v18.0/\(account)/messages")
            #expect(request.header("Authorization") == "Bearer EAA-\(channel)-token")
            #expect(request.header("Content-Type") == "application/json")
            #expect(try JSONParser.parse(request.body) == body)
            #expect(try workspace.deliveryState(of: answer["message_id"]) == .sent)
        }
    }

    @Test("The reply to an event is sent, once")
    func reply() async throws {
        try await Self.run {
            try await $0.reply("{}")
        } _: { workspace, graph in
            let event = AgentWorkspace.event(UUID().uuidString)
            let answer = try await workspace.tell(event)
            #expect(answer["delivery"] == "sent")
            let body = try JSONParser.parse(try #require(graph.requests.first).body)
            #expect(body["text"]?["body"] == answer["reply"])
            let again = try await workspace.tell(event)
            #expect(again["delivery"] == "sent" && again["duplicate"] == true)
            #expect(graph.requests.count == 1)
        }
    }

    @Test("What a provider cannot take now is tried again until it does", arguments: [500, 503, 429, 408])
    func transient(status: Int) async throws {
        let isMended = Signal<Bool>()
        let script: LoopbackServer.Script = { exchange in
            try await exchange.reply(status: isMended.isFired ? 200 : status, headers: [("Retry-After", "0")], "{}")
        }
        try await Self.run(script) { workspace, graph in
            let conversation = try await workspace.makeConversation()
            let answer = try await workspace.sendOut(Self.message(in: conversation))
            #expect(answer.status == 200 && answer["delivery"] == "queued")
            isMended.fire(true)
            try await workspace.awaitDelivery(of: answer["message_id"], .sent)
            #expect(graph.requests.count >= 2)
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("A provider that does not answer, or breaks off, is tried again later", arguments: [true, false])
    func silence(isSlow: Bool) async throws {
        let never = Signal<Bool>()
        let script: LoopbackServer.Script = { exchange in
            if isSlow { try await never.wait() }
            try await exchange.cut()
        }
        try await Self.run(script) {
            $0.channels.attemptTimeout = .milliseconds(200)
            $0.channels.retries.baseDelay = .seconds(3600)
        } _: { workspace, _ in
            let answer = try await workspace.tell(AgentWorkspace.event())
            #expect(answer.status == 200 && answer["delivery"] == "queued")
            #expect(try workspace.deliveryState(of: answer["message_id"]) == .queued)
        }
    }

    @Test("What has failed is sent at once when somebody has it tried again")
    func retry() async throws {
        let isMended = Signal<Bool>()
        let script: LoopbackServer.Script = { try await $0.reply(status: isMended.isFired ? 200 : 400, "{}") }
        try await Self.run(script) {
            $0.channels.longestRest = .seconds(86_400)
        } _: { workspace, _ in
            let answer = try await workspace.tell(AgentWorkspace.event())
            #expect(try workspace.deliveryState(of: answer["message_id"]) == .failed)
            isMended.fire(true)
            let store = workspace.server.engine.store
            let failed = try store.messageJobs(ofKind: .outbox, inStates: [.failed], limit: 1)
            let path = "/operations/jobs/outbox-\(try #require(failed.first).number)/retry"
            #expect(try await workspace.server.send(.post, path).status == 200)
            try await workspace.awaitDelivery(of: answer["message_id"], .sent)
        }
    }

    @Test("A provider says when to come back")
    func retryAfter() async throws {
        try await Self.run {
            try await $0.reply(status: 429, headers: [("Retry-After", "3600")], "{}")
        } _: { workspace, _ in
            let answer = try await workspace.tell(AgentWorkspace.event())
            #expect(answer["delivery"] == "queued")
            let next = try #require(try workspace.server.engine.store.nextDeliveryTime(overChannels: ["whatsapp"]))
            #expect(Double(next) / 1000 - Date.now.timeIntervalSince1970 > 3500)
        }
    }

    @Test("What is refused has failed: 503 for who sends, an answer all the same for who tells of an event")
    func refusal() async throws {
        let log = LogRecorder()
        let script: LoopbackServer.Script = {
            try await $0.reply(status: 400, #"{"error":{"message":"Malformed EAA-whatsapp-token","code":190}}"#)
        }
        try await LoopbackServer.run(script) { graph in
            var settings = ServerConfiguration()
            settings.sendMessages(by: graph)
            try await TestServer.run(settings, isLive: true, logger: log.logger) { server in
                let workspace = AgentWorkspace(server: server)
                try workspace.provision()
                let conversation = try await workspace.makeConversation()
                let answer = try await workspace.sendOut(Self.message(in: conversation), key: "k")
                #expect(answer.status == 503 && answer["error.code"] == "channel_provider_failure")
                #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.sendPath) == [])
                #expect(try await workspace.sendOut(Self.message(in: conversation), key: "k").text == answer.text)
                #expect(try workspace.messages(of: conversation).last?.delivery == .failed)
                #expect(try workspace.status(of: conversation) == .humanActive)
                let event = try await workspace.tell(AgentWorkspace.event())
                #expect(event.status == 200 && event["delivery"] == "failed")
                #expect(graph.requests.count == 2)
            }
        }
        #expect(log.text.contains("status 400, code 190") && !log.text.contains("EAA-"))
    }

    @Test("Attempts are not without end")
    func attempts() async throws {
        try await Self.run {
            try await $0.reply(status: 500, "{}")
        } adjusting: {
            $0.channels.retries.baseDelay = .milliseconds(1)
            $0.channels.retries.maximumRetryCount = 3
        } _: { workspace, graph in
            let answer = try await workspace.tell(AgentWorkspace.event())
            try await workspace.awaitDelivery(of: answer["message_id"], .failed)
            #expect(graph.requests.count == 4)
        }
    }

    @Test(
        "What waited for a channel to be set up, or was being sent in the last run, is sent after a restart, once each"
    )
    func restart() async throws {
        let folder = try TemporaryDirectory()
        let ids = Signal<[JSONValue?]>()
        try await TestServer.run(dataFolder: folder.url) { server in
            let workspace = AgentWorkspace(server: server)
            try workspace.provision()
            let conversation = try await workspace.makeConversation()
            let waiting = try await workspace.sendOut(Self.message(in: conversation))
            let interrupted = try await workspace.sendOut(Self.message(in: conversation))
            #expect(waiting["delivery"] == "queued" && interrupted["delivery"] == "queued")
            // As a process leaves it that dies while it sends.
            let now = Int64(Date.now.timeIntervalSince1970 * 1000)
            let claimed = try server.engine.store.claimDeliveries(
                overChannels: ["whatsapp"],
                now: now,
                until: now + 1000,
                limit: 2
            )
            #expect(claimed.count == 2)
            ids.fire([waiting["message_id"], interrupted["message_id"]])
        }
        try await LoopbackServer.run {
            try await $0.reply("{}")
        } _: { graph in
            var settings = ServerConfiguration()
            settings.sendMessages(by: graph)
            try await TestServer.run(settings, isLive: true, dataFolder: folder.url) { server in
                let all = try #require(ids.value)
                for id in all {
                    try await AgentWorkspace(server: server).awaitDelivery(of: id, .sent)
                }
                #expect(graph.requests.count == 2)
            }
        }
    }

    @Test("Two servers on one data folder send each message once")
    func twoServers() async throws {
        let folder = try TemporaryDirectory()
        let messages = Signal<[JSONValue?]>()
        try await TestServer.run(dataFolder: folder.url) { server in
            let workspace = AgentWorkspace(server: server)
            try workspace.provision()
            let conversation = try await workspace.makeConversation()
            var sent: [JSONValue?] = []
            for _ in 0..<40 {
                sent.append(try await workspace.sendOut(Self.message(in: conversation))["message_id"])
            }
            messages.fire(sent)
        }
        try await LoopbackServer.run {
            try await $0.reply("{}")
        } _: { graph in
            var settings = ServerConfiguration()
            settings.sendMessages(by: graph)
            try await TestServer.run(settings, isLive: true, dataFolder: folder.url) { [settings] server in
                try await TestServer.run(settings, isLive: true, dataFolder: folder.url) { _ in
                    let all = try #require(messages.value)
                    for id in all {
                        try await AgentWorkspace(server: server).awaitDelivery(of: id, .sent)
                    }
                }
            }
            #expect(graph.requests.count == 40)
        }
    }
}

/// Keeps what is logged.
private struct LogRecorder: LogHandler {
    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    private let lines = Lines()
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    var logger: Logger { Logger(label: "test") { _ in self } }
    var text: String { lines.texts.withLock { $0.joined(separator: "\n") } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.texts.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
