import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Rate limits", .timeLimit(.minutes(2)))
struct RateLimitTests {
    @Test("The window slides: a request is admitted as soon as the oldest of a full window has left it")
    func window() throws {
        let limiter = try #require(RateLimiter(limit: 3, window: .seconds(60)))
        let start = ContinuousClock.now
        for second in [0, 10, 20] {
            try limiter.admit("a", now: start + .seconds(second))
        }
        #expect(throws: (any Error).self) { try limiter.admit("a", now: start + .seconds(59)) }
        try limiter.admit("b", now: start + .seconds(59))
        try limiter.admit("a", now: start + .seconds(60))
        #expect(throws: (any Error).self) { try limiter.admit("a", now: start + .seconds(69)) }
        try limiter.admit("a", now: start + .seconds(70))
        #expect(RateLimiter(limit: 0) == nil)
    }

    @Test(
        "Of seventy requests at once sixty pass, also those that end in 400; another workspace is unaffected",
        .enabled(if: TestServer.isAvailable)
    )
    func sixty() async throws {
        try await AgentWorkspace.run(credits: 0, isLive: true) { workspace in
            let hello: JSONValue = [
                "agent_id": .string(AgentWorkspace.agent), "channel": "playground",
                "message": ["type": "text", "content": "Fast request!"],
            ]
            let answers = try await withThrowingTaskGroup { group in
                for number in 0..<70 {
                    group.addTask {
                        try await workspace.post("/api/v1/ai/chat", number.isMultiple(of: 2) ? hello : [:])
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let refused = answers.filter { $0.status == 429 }
            #expect(refused.count == 10)
            #expect(answers.allSatisfy { [400, 402, 429].contains($0.status) })
            let description = try await workspace.server.description()
            for answer in refused {
                let seconds = try #require(answer.headers[.retryAfter].flatMap(Int.init))
                #expect((1...60).contains(seconds))
                #expect(
                    answer["detail"]
                        == .string("Request was throttled. Expected available in \(seconds) seconds.")
                )
                #expect(answer["error.code"] == "throttled")
                #expect(description.mismatches(of: answer, to: .post, "/api/v1/ai/chat") == [])
            }
            let other = try await workspace.post(
                "/api/v1/ai/chat",
                [:],
                user: AgentWorkspace.otherMember,
                workspace: AgentWorkspace.otherID
            )
            #expect(other.status == 400)
            // A user without rights is told so first, and does not count.
            let stranger = try await workspace.post("/api/v1/ai/chat", [:], user: AgentWorkspace.otherMember)
            #expect(stranger.status == 403)
        }
    }

    @Test("The limit is a setting", .enabled(if: TestServer.isAvailable))
    func setting() async throws {
        var settings = ServerConfiguration()
        settings.agentChatRateLimit = 1
        try await AgentWorkspace.run(settings) { workspace in
            let first = try await workspace.post("/api/v1/ai/chat", [:])
            let second = try await workspace.post("/api/v1/ai/chat", [:])
            #expect(first.status == 400 && second.status == 429)
        }
        let loaded = try await ServerConfiguration.load(environment: ["ROOST_RATE_LIMIT_CHAT": "7"])
        #expect(loaded.agentChatRateLimit == 7)
    }
}
