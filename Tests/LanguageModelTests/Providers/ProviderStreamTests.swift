import Foundation
import LanguageModel
import Synchronization
import TestSupport
import Testing

@Suite("Replies of providers", .timeLimit(.minutes(2)))
struct ProviderStreamTests {
    private static let texts = ["Grüße", ", ", "👩🏽‍🚀 wor", "ld\n\"\\ ", "", "✓"]
    private static let expected = Generation(
        finishReason: .stop,
        usage: Usage(promptTokenCount: 12, completionTokenCount: 34)
    )

    @Test("A reply is the same however its bytes are cut: byte by byte", arguments: WireForm.allCases)
    func bytes(form: WireForm) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream(form.stream(Self.texts).map { [$0] })
        } _: { server in
            let reply = try await form.model(server).reply()
            #expect(reply.text == Self.texts.joined())
            #expect(reply.generation == Self.expected)
        }
    }

    @Test("A reply is the same however its bytes are cut: in two at every place", arguments: WireForm.allCases)
    func halves(form: WireForm) async throws {
        let stream = form.stream(Self.texts)
        let next = Mutex(0)
        try await LoopbackServer.run { exchange in
            let index = next.withLock { index in
                defer { index += 1 }
                return index
            }
            try await exchange.stream([Array(stream[..<index]), Array(stream[index...])])
        } _: { server in
            let model = form.model(server)
            for index in 0...stream.count {
                let reply = try await model.reply()
                #expect(reply.text == Self.texts.joined(), "cut at \(index)")
                #expect(reply.generation == Self.expected, "cut at \(index)")
            }
            // The end of each stream may be read in the background, or be too late.
            #expect(server.connectionCount < server.requests.count / 2)
            print("\(form): \(server.requests.count) requests over \(server.connectionCount) connections")
        }
    }

    @Test("Pieces are handed on as they come", arguments: WireForm.allCases)
    func streaming(form: WireForm) async throws {
        let received = Signal<Void>()
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            try await exchange.sendChunk(form.start() + form.delta("first"))
            try await received.wait()
            try await exchange.sendChunk(form.delta("second") + form.end())
            try await exchange.endChunks()
        } _: { server in
            var pieces: [String] = []
            _ = try await form.model(server).generate(.question) { piece in
                pieces.append(piece)
                received.fire(())
            }
            #expect(pieces == ["first", "second"])
        }
    }

    @Test(
        "Reasons to end",
        arguments: [
            (WireForm.openAI, "stop", Generation.FinishReason.stop), (.openAI, "length", .length),
            (.openAI, "content_filter", .contentFilter), (.openAI, "tool_calls", .stop), (.openAI, "eos", .stop),
            (.anthropic, "end_turn", .stop), (.anthropic, "stop_sequence", .stop), (.anthropic, "max_tokens", .length),
            (.anthropic, "refusal", .contentFilter), (.anthropic, "pause_turn", .stop),
        ]
    )
    func finishReasons(form: WireForm, name: String, reason: Generation.FinishReason) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([form.stream(["a"], finish: name)])
        } _: { server in
            let reply = try await form.model(server).reply()
            #expect(reply.generation.finishReason == reason)
        }
    }

    @Test("A server that does not stream", arguments: WireForm.allCases, ["application/json", "text/event-stream"])
    func whole(form: WireForm, type: String) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(type: type, form.whole("Hello 👋"))
        } _: { server in
            let reply = try await form.model(server).reply()
            #expect(reply.text == "Hello 👋")
            #expect(reply.generation == Generation(finishReason: .length, usage: Self.expected.usage))
        }
    }

    @Test("Replies one after the other use one connection", arguments: WireForm.allCases)
    func reuse(form: WireForm) async throws {
        try await LoopbackServer.run { exchange in
            // In one write, so that the end has come when the last event is read.
            let body = String(decoding: form.stream(["a"]), as: UTF8.self)
            try await exchange.reply(type: "text/event-stream", body)
        } _: { server in
            for _ in 0..<2 { _ = try await form.model(server).reply() }
            #expect(server.requests.count == 2)
            #expect(server.connectionCount == 1)
        }
    }

    @Test("A slow reader holds the provider back", arguments: WireForm.allCases)
    func backPressure(form: WireForm) async throws {
        let sent = Mutex(0)
        let stalled = Signal<Void>()
        let delta = form.delta(String(repeating: "a", count: 16 << 10))
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            try await exchange.sendChunk(form.start())
            while !stalled.isFired {
                try await exchange.sendChunk(delta)
                sent.withLock { $0 += delta.count }
            }
            try await exchange.sendChunk(form.end())
            try await exchange.endChunks()
        } _: { server in
            var received = 0
            _ = try await form.model(server).generate(.question) { piece in
                received += piece.utf8.count
                guard !stalled.isFired else { return }
                var last = -1
                while sent.withLock({ $0 }) != last {
                    last = sent.withLock { $0 }
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(try last < SocketBuffers.maximumByteCount)
                stalled.fire(())
            }
            #expect(received == sent.withLock { $0 } / delta.count * (16 << 10))
        }
    }

    @Test("A cancelled generation ends on the server", arguments: WireForm.allCases)
    func cancellation(form: WireForm) async throws {
        let received = Signal<Void>()
        let closed = Signal<ContinuousClock.Instant>()
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            try await exchange.sendChunk(form.start() + form.delta("a"))
            closed.fire(try await exchange.clientClosed.wait())
        } _: { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let model = form.model(server)
                group.addTask { _ = try await model.generate(.question) { _ in received.fire(()) } }
                try await received.wait()
                let start = ContinuousClock.now
                group.cancelAll()
                let delay = try await start.duration(to: closed.wait())
                print("\(form): the server saw the cancellation after \(delay)")
                #expect(delay < .seconds(2))
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
        }
    }

    @Test("What the receiver throws ends the generation", arguments: WireForm.allCases)
    func receiverFailure(form: WireForm) async throws {
        struct Enough: Error {}
        let closed = Signal<Void>()
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            try await exchange.sendChunk(form.start() + form.delta("a"))
            try await exchange.clientClosed.wait()
            closed.fire(())
        } _: { server in
            await #expect(throws: Enough.self) {
                _ = try await form.model(server).generate(.question) { _ in throw Enough() }
            }
            try await closed.wait()
            #expect(server.requests.count == 1)
        }
    }
}
