import Foundation
import LanguageModel
import Synchronization
import TestSupport
import Testing

@Suite("Retries and the circuit breaker", .timeLimit(.minutes(1)))
struct RetryTests {
    /// Answers with these statuses in turn, and with a reply behind them.
    private func script(
        _ form: WireForm,
        _ statuses: [Int],
        headers: [(String, String)] = []
    ) -> LoopbackServer.Script {
        let rest = Mutex(statuses[...])
        return { exchange in
            if let status = rest.withLock({ $0.popFirst() }) {
                try await exchange.reply(status: status, headers: headers, form.errorBody("not now"))
            } else {
                try await exchange.stream([form.stream(["a"])])
            }
        }
    }

    @Test(
        "Statuses that pass are tried again after growing pauses",
        arguments: WireForm.allCases,
        [
            [429], [408, 500], [503, 529], [502, 429],
        ]
    )
    func retries(form: WireForm, statuses: [Int]) async throws {
        let clock = ManualClock()
        try await LoopbackServer.run(script(form, statuses)) { server in
            let reply = try await form.model(server, clock: clock.modelClock()).reply()
            #expect(reply.text == "a")
            #expect(server.requests.count == statuses.count + 1)
            // Half of 500 ms and of 1 s.
            #expect(clock.sleeps == Array([.milliseconds(250), .milliseconds(500)].prefix(statuses.count)))
        }
    }

    @Test("After two retries it is enough", arguments: WireForm.allCases)
    func givesUp(form: WireForm) async throws {
        let clock = ManualClock()
        try await LoopbackServer.run(script(form, [429, 429, 429])) { server in
            #expect(await form.model(server, clock: clock.modelClock()).failure()?.code == .rateLimited)
            #expect(server.requests.count == 3)
        }
    }

    @Test(
        "The pause that the server names is kept",
        arguments: [("7", 7), ("0", 0), ("Tue, 14 Nov 2023 22:13:31 GMT", 11), ("Tue, 14 Nov 2023 22:00:00 GMT", 0)]
    )
    func retryAfter(value: String, seconds: Int) async throws {
        let clock = ManualClock()
        try await LoopbackServer.run(script(.openAI, [429], headers: [("retry-after", value)])) { server in
            _ = try await WireForm.openAI.model(server, clock: clock.modelClock()).reply()
            #expect(clock.sleeps == [.seconds(seconds)])
        }
    }

    @Test("Too long a pause is reported instead", arguments: WireForm.allCases)
    func longRetryAfter(form: WireForm) async throws {
        let clock = ManualClock()
        try await LoopbackServer.run(script(form, [429], headers: [("Retry-After", "3600")])) { server in
            let error = try #require(await form.model(server, clock: clock.modelClock()).failure())
            #expect(error.code == .rateLimited)
            #expect(error.retryAfter == .seconds(3600))
            #expect(clock.sleeps.isEmpty)
            #expect(server.requests.count == 1)
        }
    }

    @Test("An empty account is not tried again")
    func quota() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: 429, WireForm.openAI.errorBody("pay", type: "insufficient_quota"))
        } _: { server in
            #expect(await WireForm.openAI.model(server).failure()?.code == .rateLimited)
            #expect(server.requests.count == 1)
        }
    }

    @Test("Three failed calls in a row open the breaker, and a trial closes it", arguments: WireForm.allCases)
    func breaker(form: WireForm) async throws {
        let clock = ManualClock()
        try await LoopbackServer.run(script(form, Array(repeating: 500, count: 10))) { server in
            let model = form.model(server, clock: clock.modelClock())
            for count in 1...3 {
                #expect(await model.failure()?.code == .unavailable)
                #expect(server.requests.count == 3 * count)
            }
            clock.advance(by: .seconds(50))
            let refused = try #require(await model.failure())
            #expect(refused.code == .unavailable)
            #expect(refused.retryAfter == .seconds(10))
            #expect(server.requests.count == 9)
            clock.advance(by: .seconds(10))
            let trial = try #require(await model.failure())
            #expect(trial.message.contains("status 500"))
            #expect(trial.retryAfter.map { $0 > .seconds(59) } == true)
            #expect(server.requests.count == 10)
            clock.advance(by: .seconds(60))
            let reply = try await model.reply()
            #expect(reply.text == "a")
            let next = try await model.reply()
            #expect(next.text == "a")
        }
    }

    @Test("An unreachable server is unavailable", arguments: WireForm.allCases)
    func unreachable(form: WireForm) async throws {
        let clock = ManualClock()
        let port = try RefusingPort()
        let model = form.model(port.url, clock: clock.modelClock())
        for count in 1...3 {
            #expect(await model.failure()?.code == .unavailable)
            #expect(clock.sleeps.count == 2 * count)
        }
        #expect(await model.failure()?.message.contains("left alone") == true)
    }

    @Test("A call that fails, all its tries included, does not keep the next one from the server")
    func oneFailedCall() async throws {
        let clock = ManualClock()
        try await LoopbackServer.run(script(.openAI, [500, 500, 500])) { server in
            let model = WireForm.openAI.model(server, clock: clock.modelClock())
            #expect(await model.failure()?.code == .unavailable)
            let reply = try await model.reply()
            #expect(reply.text == "a")
        }
    }

    @Test("A refused request says nothing about the server's health", arguments: WireForm.allCases)
    func refusals(form: WireForm) async throws {
        try await LoopbackServer.run(script(form, [401, 401, 401, 401])) { server in
            let model = form.model(server)
            for _ in 0..<4 { #expect(await model.failure()?.code == .unauthorized) }
            let reply = try await model.reply()
            #expect(reply.text == "a")
        }
    }

    @Test("A cancelled pause ends the generation")
    func cancelledPause() async throws {
        let isAsleep = Signal<Void>()
        let never = Signal<Void>()
        var clock = ManualClock().modelClock()
        clock.sleep = { _ in
            isAsleep.fire(())
            try await never.wait()
        }
        let model = { [clock] (server: LoopbackServer) in WireForm.openAI.model(server, clock: clock) }
        try await LoopbackServer.run(script(.openAI, [503])) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let model = model(server)
                group.addTask { _ = try await model.reply() }
                try await isAsleep.wait()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
        }
    }

    @Test("Pauses are uniform up to a bound that doubles")
    func delays() {
        let policy = RetryPolicy()
        #expect(policy.delay(retryCount: 0, retryAfter: nil, random: 0) == .zero)
        #expect(policy.delay(retryCount: 1, retryAfter: nil, random: 0.25) == .milliseconds(250))
        #expect(policy.delay(retryCount: 2, retryAfter: nil, random: 0.5) == nil)
        var patient = policy
        patient.maximumRetryCount = 100
        #expect(patient.delay(retryCount: 99, retryAfter: nil, random: 0.5) == .seconds(4))
        #expect(policy.delay(retryCount: 0, retryAfter: .seconds(20), random: 0.5) == .seconds(20))
        #expect(policy.delay(retryCount: 0, retryAfter: .seconds(21), random: 0.5) == nil)
    }

    @Test("Values of Retry-After that are none", arguments: ["", "soon", "-1", "1.5", "Tue, 14 Nov", "٣"])
    func wrongRetryAfter(value: String) {
        #expect(RetryAfter.duration(value, now: Date(timeIntervalSince1970: 0)) == nil)
    }

    @Test("Huge values of Retry-After do not trap")
    func hugeRetryAfter() {
        let value = String(repeating: "9", count: 400)
        #expect(RetryAfter.duration(value, now: Date(timeIntervalSince1970: 0)).map { $0 > .seconds(1 << 30) } == true)
    }
}
