import Foundation
import LanguageModel
import Synchronization
import TestSupport
import Testing

@Suite("Reranking servers", .timeLimit(.minutes(1)))
struct RerankingServerTests {
    private static let key = "sk-rerank-987"

    private func server(
        _ url: URL,
        model: String? = nil,
        clock: ModelClock = ManualClock().modelClock()
    ) -> RerankingServer {
        var configuration = HTTPClient.Configuration()
        configuration.proxy = .none
        let client = HTTPClient(configuration: configuration)
        return RerankingServer(url: url, model: model, key: Self.key, client: client, clock: clock)
    }

    /// Answers every request with the same body.
    private func answering(_ body: String, status: Int = 200) -> LoopbackServer.Script {
        { try await $0.reply(status: status, body) }
    }

    private func failure(_ server: RerankingServer, texts: [String] = ["a", "b"]) async -> LanguageModelError? {
        do {
            _ = try await server.scores(of: texts, for: "q")
            return nil
        } catch {
            return error as? LanguageModelError
        }
    }

    @Test("Text Embeddings Inference: texts in, scores by index out")
    func texts() async throws {
        let script = answering(#"[{"index":1,"score":0.75},{"index":0,"score":0.25}]"#)
        try await LoopbackServer.run(script) { loopback in
            let scores = try await server(loopback.url).scores(of: ["a", "b/"], for: "q?")
            #expect(scores == [0.25, 0.75])
            let request = try #require(loopback.requests.first)
            #expect(request.method == "POST" && request.target == "/rerank")
            #expect(request.text == #"{"query":"q?","texts":["a","b/"],"truncate":true}"#)
            #expect(request.header("Authorization") == "Bearer \(Self.key)")
        }
    }

    @Test(
        "Cohere's form: documents in, results out; also by what a model's name or a version in the path tells",
        arguments: [
            ("", "m", "/rerank"), ("v1/rerank", nil, "/v1/rerank"), ("api/v2/", nil, "/api/v2/rerank"),
            ("v1/rerank", "m", "/v1/rerank"),
        ]
    )
    func documents(path: String, model: String?, target: String) async throws {
        let script = answering(
            #"{"id":"x","results":[{"index":1,"relevance_score":1,"document":{"text":"b"}},"#
                + #"{"index":0,"relevance_score":0.5}],"meta":{}}"#
        )
        try await LoopbackServer.run(script) { loopback in
            let url = path.isEmpty ? loopback.url : loopback.url.appending(path: path)
            #expect(try await server(url, model: model).scores(of: ["a", "b"], for: "q") == [0.5, 1])
            let request = try #require(loopback.requests.first)
            #expect(request.target == target)
            let name = model.map { #""model":"\#($0)","# } ?? ""
            #expect(request.text == #"{"documents":["a","b"],\#(name)"query":"q","top_n":2}"#)
        }
    }

    @Test("A server that refuses one form is asked in the other, and that form is kept")
    func adapts() async throws {
        try await LoopbackServer.run { exchange in
            if exchange.request.text.contains(#""documents""#) {
                try await exchange.reply(#"{"results":[{"index":0,"relevance_score":0.5}]}"#)
            } else {
                try await exchange.reply(status: 422, #"{"detail":"documents: field required"}"#)
            }
        } _: { loopback in
            let server = server(loopback.url)
            let scores = [
                try await server.scores(of: ["a"], for: "q"), try await server.scores(of: ["b"], for: "q"),
            ]
            #expect(scores == [[0.5], [0.5]])
            #expect(loopback.requests.count == 3)
        }
    }

    @Test("A server that refuses both forms is asked once in each, and both refusals are told")
    func refusesBoth() async throws {
        try await LoopbackServer.run { exchange in
            let isTexts = exchange.request.text.contains(#""texts""#)
            try await exchange.reply(status: 400, #"{"error":"\#(isTexts ? "no texts" : "no documents")"}"#)
        } _: { loopback in
            let error = await failure(server(loopback.url))
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains("no texts") == true && error?.message.contains("no documents") == true)
            #expect(loopback.requests.count == 2)
        }
    }

    @Test("Logits go through the sigmoid, and so does all that the server sends afterwards; rounding errors do not")
    func logits() async throws {
        let bodies = Mutex([
            #"[{"index":0,"score":1.0000001},{"index":1,"score":-1e-9}]"#,
            #"[{"index":0,"score":4},{"index":1,"score":0}]"#, #"[{"index":0,"score":0.5},{"index":1,"score":-1e308}]"#,
        ])
        try await LoopbackServer.run { exchange in
            try await exchange.reply(bodies.withLock { $0.removeFirst() })
        } _: { loopback in
            let server = server(loopback.url)
            let rounded = try await server.scores(of: ["a", "b"], for: "q")
            #expect(rounded == [1, 0])
            let logits = try await server.scores(of: ["a", "b"], for: "q")
            #expect(logits == [1 / (1 + exp(-4)), 0.5])
            let later = try await server.scores(of: ["a", "b"], for: "q")
            #expect(later == [1 / (1 + exp(-0.5)), 0])
        }
    }

    @Test(
        "A reply that is not what was asked for is an error that names the server and what was found",
        arguments: [
            ("", "another form"), ("[]", "found 0"), (#"[{"index":0,"score":0.5}]"#, "expected 2 scores, found 1"),
            (#"[{"index":0,"score":0.5},{"index":0,"score":0.6}]"#, "found 0 twice"),
            (#"[{"index":0,"score":0.5},{"index":2,"score":0.6}]"#, "found 2"),
            (#"[{"index":0,"score":0.5},{"index":-1,"score":0.6}]"#, "found -1"),
            (#"[{"index":0,"score":0.5},{"index":1.5,"score":0.6}]"#, "another form"),
            (#"[{"index":0,"score":0.5},{"index":99999999999999999999,"score":0.6}]"#, "another form"),
            (#"[{"index":0,"score":NaN},{"index":1,"score":0.6}]"#, "another form"),
            (#"[{"index":0,"score":null},{"index":1,"score":0.6}]"#, "another form"),
            (#"[{"index":0,"score":"0.5"},{"index":1,"score":0.6}]"#, "another form"),
            (#"{"results":[{"index":0,"relevance_score":0.5}]}"#, "found 1"), (#"{"results":{}}"#, "another form"),
            ("{}", "another form"), ("null", "another form"), ("<html>", "another form"),
            (String(repeating: "[", count: 100_000), "another form"),
        ]
    )
    func hostileReplies(body: String, found: String) async throws {
        try await LoopbackServer.run(answering(body)) { loopback in
            let error = try #require(await failure(server(loopback.url)))
            #expect(error.code == .malformedResponse)
            #expect(error.message.contains(found), "\(error.message)")
            #expect(error.message.contains("127.0.0.1:\(loopback.port)"))
            #expect(loopback.requests.count == 1)
        }
    }

    @Test("Numbers beyond those of floating point are refused")
    func hugeNumbers() async throws {
        let body = #"[{"index":0,"score":1e999},{"index":1,"score":0.6}]"#
        try await LoopbackServer.run(answering(body)) { loopback in
            #expect(await failure(server(loopback.url))?.code == .malformedResponse)
        }
    }

    @Test("A reply without end is cut off")
    func endlessReply() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead(type: "application/json")
            while true { try await exchange.sendChunk([UInt8](repeating: 0x20, count: 1 << 16)) }
        } _: { loopback in
            let error = await failure(server(loopback.url))
            #expect(error?.code == .malformedResponse)
            #expect(error?.message.contains("4194304 bytes at most") == true)
        }
    }

    @Test("No message shows the key, also when the server repeats it")
    func hidesKey() async throws {
        try await LoopbackServer.run(answering(#"{"error":"bad key \#(Self.key)"}"#, status: 401)) { loopback in
            let error = try #require(await failure(server(loopback.url)))
            #expect(error.code == .unauthorized)
            #expect(error.message.contains("bad key") && !error.message.contains(Self.key))
            #expect(loopback.requests.count == 1)
        }
    }

    @Test("Failures that pass are tried again; after three failed calls in a row the server is left alone")
    func retries() async throws {
        let statuses = Mutex(([503, 200] + Array(repeating: 500, count: 9))[...])
        try await LoopbackServer.run { exchange in
            let status = statuses.withLock { $0.popFirst() ?? 200 }
            try await exchange.reply(status: status, #"[{"index":0,"score":0.5}]"#)
        } _: { loopback in
            let server = server(loopback.url)
            let first = try await server.scores(of: ["a"], for: "q")
            #expect(first == [0.5])
            for count in 1...3 {
                #expect(await failure(server, texts: ["a"])?.code == .unavailable)
                #expect(loopback.requests.count == 2 + 3 * count)
            }
            #expect(await failure(server, texts: ["a"])?.message.contains("left alone") == true)
            #expect(loopback.requests.count == 11)
        }
    }

    @Test("No pause between tries goes beyond the deadline")
    func deadline() async throws {
        let clock = ManualClock()
        let modelClock = clock.modelClock()
        try await LoopbackServer.run(answering("", status: 503)) { loopback in
            let server = server(loopback.url, clock: modelClock)
            // The pauses are 250 and 500 ms.
            let deadline = modelClock.now() + .milliseconds(400)
            await #expect(throws: LanguageModelError.self) {
                try await server.scores(of: ["a"], for: "q", deadline: deadline)
            }
            #expect(clock.sleeps == [.milliseconds(250)])
            #expect(loopback.requests.count == 2)
        }
    }

    @Test("Calls that are cancelled behind the deadline count as the server's failures, others do not")
    func slowServer() async throws {
        let clock = ManualClock()
        let modelClock = clock.modelClock()
        let arrivals = Mutex([Signal<Void>(), Signal(), Signal(), Signal()])
        try await LoopbackServer.run { exchange in
            arrivals.withLock { $0.first { !$0.isFired } }?.fire(())
            _ = try await exchange.clientClosed.wait()
        } _: { loopback in
            let server = server(loopback.url, clock: modelClock)
            for (place, arrival) in arrivals.withLock(\.self).enumerated() {
                let deadline = modelClock.now() + .milliseconds(500)
                let call = Task { try await server.scores(of: ["a"], for: "q", deadline: deadline) }
                _ = try await arrival.wait()
                // The first caller hangs up before its deadline.
                if place > 0 { clock.advance(by: .milliseconds(500)) }
                call.cancel()
                await #expect(throws: CancellationError.self) { try await call.value }
            }
            #expect(await failure(server, texts: ["a"])?.message.contains("left alone") == true)
            #expect(loopback.requests.count == 4)
        }
    }

    @Test("Of a long text the beginning is sent, and nothing for no texts")
    func longTexts() async throws {
        try await LoopbackServer.run(answering(#"[{"index":0,"score":0.5}]"#)) { loopback in
            let server = server(loopback.url)
            let none = try await server.scores(of: [], for: "q")
            #expect(none.isEmpty && loopback.requests.isEmpty)
            let text = String(repeating: "é", count: 10_000)
            let scores = try await server.scores(of: ["x" + text], for: "q")
            #expect(scores == [0.5])
            let sent = try #require(loopback.requests.first?.text)
            #expect(sent.count { $0 == "é" } == RerankingServer.textByteLimit / 2 - 1)
        }
    }
}
