import Foundation
import LanguageModel
import TestSupport
import Testing

@Suite("Whether providers are there", .timeLimit(.minutes(1)))
struct ReachabilityTests {
    @Test(
        "Whoever answers is there, unless with a failure of its own",
        arguments: WireForm.allCases,
        [(200, true), (401, true), (404, true), (429, true), (500, false), (503, false)]
    )
    func statuses(form: WireForm, expected: (Int, Bool)) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: expected.0, "{}")
        } _: { server in
            #expect(await form.model(server).isReachable() == expected.1)
            let request = try #require(server.requests.first)
            #expect(request.method == "GET" && request.target.hasSuffix("/v1/models"))
        }
    }

    @Test("Nobody is there when nothing listens")
    func refused() async throws {
        let port = try RefusingPort()
        #expect(await WireForm.openAI.model(port.url).isReachable() == false)
    }

    @Test("What is known is asked again only when it is old, and many ask once")
    func caching() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply("{}")
        } _: { server in
            let clock = ManualClock()
            let model = WireForm.openAI.model(server, clock: clock.modelClock())
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { await model.isReachable() } }
                for await isReachable in group { #expect(isReachable) }
            }
            #expect(server.requests.count == 1)
            clock.advance(by: .seconds(3))
            #expect(await model.isReachable())
            #expect(server.requests.count == 2)
        }
    }

    @Test("Failed probes do not keep questions from the server")
    func breaker() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: exchange.request.method == "GET" ? 500 : 400, "{}")
        } _: { server in
            let clock = ManualClock()
            let model = WireForm.openAI.model(server, clock: clock.modelClock())
            for _ in 0..<5 {
                #expect(await model.isReachable() == false)
                clock.advance(by: .seconds(3))
            }
            let error = await model.failure()
            #expect(error?.code == .invalidRequest)
        }
    }
}
