import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("The health of clones", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct CloneHealthTests {
    private static let healthy = #"{"message":"AI service is operational","status":"healthy"}"#

    @Test("With the built-in model they always are healthy; it is not taken for a clone", arguments: ["", "/"])
    func builtIn(slash: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/api/clones/health\(slash)", user: "ann")
            #expect(answer.status == 200 && answer.text == Self.healthy)
        }
    }

    @Test("They are healthy as long as the model's server answers, whatever it says", arguments: [200, 401, 404])
    func reachable(status: Int) async throws {
        let script: LoopbackServer.Script = { try await $0.reply(status: status, "{}") }
        try await ScriptedModel.run(script) { server, provider in
            for _ in 0..<3 {
                let answer = try await server.send(.get, "/api/clones/health", user: "ann")
                #expect(answer.status == 200 && answer.text == Self.healthy)
            }
            #expect(provider.requests.first?.target == "/v1/models")
            #expect(provider.requests.first?.method == "GET")
        }
    }

    @Test("They are not when it fails")
    func failing() async throws {
        let script: LoopbackServer.Script = { try await $0.reply(status: 502, "{}") }
        try await ScriptedModel.run(script) { server, _ in
            try await expectUnhealthy(server)
        }
    }

    @Test("They are not when it is not there")
    func unreachable() async throws {
        let port = try RefusingPort()
        var settings = ServerConfiguration()
        settings.answering = .openAI(.init(name: "m", baseURL: port.url.appending(path: "v1"), key: nil))
        try await TestServer.run(settings) { server in
            try await expectUnhealthy(server)
        }
    }

    private func expectUnhealthy(_ server: TestServer) async throws {
        let answer = try await server.send(.get, "/api/clones/health", user: "ann")
        #expect(answer.status == 503)
        #expect(answer["status"] == "unhealthy" && answer["error"] == "AI service unavailable")
        #expect(answer["message"]?.stringValue?.isEmpty == false)
        #expect(answer.members == ["status", "message", "error"])
        #expect(answer.headers[.retryAfter].flatMap(Int.init) ?? 0 >= 1)
    }
}
