import Foundation
import LanguageModel
import TestSupport
import Testing

@Suite("How transfers end", .timeLimit(.minutes(1)))
struct TransferEndTests {
    private struct Unwanted: Error {}

    private func client(_ change: (inout HTTPClient.Configuration) -> Void = { _ in }) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.proxy = .none
        change(&configuration)
        return HTTPClient(configuration: configuration)
    }

    private func failure(_ client: HTTPClient, _ request: OutgoingRequest) async throws -> TransferError {
        try await #require(throws: TransferError.self) {
            try await client.withResponse(to: request) { response in
                _ = try await response.body.bytes(upTo: 1 << 20)
            }
        }
    }

    @Test("A cancelled task closes the connection at once", arguments: ["head", "body", "elsewhere"])
    func cancellation(place: String) async throws {
        let isRead = Signal<Void>()
        let closed = Signal<ContinuousClock.Instant>()
        try await LoopbackServer.run { exchange in
            if place != "head" {
                try await exchange.sendHead()
                try await exchange.sendChunk([1])
            } else {
                isRead.fire(())
            }
            closed.fire(try await exchange.clientClosed.wait())
        } _: { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let client = client()
                group.addTask {
                    try await client.withResponse(to: OutgoingRequest(url: server.url)) { response in
                        var pieces = response.body.makeAsyncIterator()
                        _ = try await pieces.next()
                        isRead.fire(())
                        // Not waiting for the network, and deaf to the cancellation.
                        if place == "elsewhere" { try await closed.waitThroughCancellation() }
                        _ = try await pieces.next()
                    }
                }
                try await isRead.wait()
                let start = ContinuousClock.now
                group.cancelAll()
                let delay = try await start.duration(to: closed.wait())
                print("cancellation (\(place)): the server saw the close after \(delay)")
                #expect(delay < .seconds(2))
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
        }
    }

    @Test("A response that is left early closes the connection", arguments: [true, false])
    func leftEarly(throwing: Bool) async throws {
        let closed = Signal<ContinuousClock.Instant>()
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            // The client may be gone before the chunk is sent: it leaves at the head.
            try? await exchange.sendChunk([1])
            closed.fire(try await exchange.clientClosed.wait())
        } _: { server in
            do {
                try await client().withResponse(to: OutgoingRequest(url: server.url)) { _ in
                    if throwing { throw Unwanted() }
                }
            } catch is Unwanted {
                #expect(throwing)
            }
            let start = ContinuousClock.now
            let delay = try await start.duration(to: closed.wait())
            print("left early: the server saw the close after \(delay)")
            #expect(delay < .seconds(2))
        }
    }

    @Test("A body is over for those who keep it")
    func keptBody() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([[1], [2]])
        } _: { server in
            let body = try await client().withResponse(to: OutgoingRequest(url: server.url)) { response in
                _ = try await response.body.bytes(upTo: 10)
                return response.body
            }
            var pieces = body.makeAsyncIterator()
            let piece = try await pieces.next()
            #expect(piece == nil)
        }
    }

    @Test("Time-outs of the first byte, with and without headers, and between bytes")
    func timeouts() async throws {
        try await LoopbackServer.run { exchange in
            if exchange.request.target != "/silent" { try await exchange.sendHead() }
            if exchange.request.target == "/idle" { try await exchange.sendChunk([1]) }
            try await exchange.clientClosed.wait()
        } _: { server in
            for (path, phase) in [("silent", TransferError.Phase.firstByte), ("head", .firstByte), ("idle", .idle)] {
                // On a busy machine the first byte may be late: only what is to be met is short.
                let client = client {
                    $0.firstByteTimeout = phase == .firstByte ? .milliseconds(150) : .seconds(30)
                    $0.idleTimeout = phase == .idle ? .milliseconds(200) : .seconds(30)
                }
                let error = try await failure(client, OutgoingRequest(url: server.url.appending(path: path)))
                #expect(error.code == .timedOut(phase))
                #expect(error.message.contains("127.0.0.1"))
            }
        }
    }

    @Test("A refused connection, a cut one, and what is no HTTP")
    func failures() async throws {
        let unused = try RefusingPort()
        #expect(try await failure(client(), OutgoingRequest(url: unused.url)).code == .connectionFailed)
        try await LoopbackServer.run { exchange in
            switch exchange.request.target {
            case "/cut": try await exchange.cut()
            case "/body": try await exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            case "/noise": try await exchange.send("\u{1}\u{2}\u{3}\r\n\r\n")
            default: try await exchange.sendHead(headers: [("X", String(repeating: "y", count: 80_000))])
            }
            try await exchange.cut()
        } _: { server in
            let expected: [(String, TransferError.Code)] = [
                ("cut", .connectionFailed), ("body", .interrupted), ("noise", .malformedResponse),
                ("headers", .malformedResponse),
            ]
            for (path, code) in expected {
                let error = try await failure(client(), OutgoingRequest(url: server.url.appending(path: path)))
                #expect(error.code == code, "\(path): \(error)")
            }
        }
    }

    @Test("Redirects are not followed")
    func redirects() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: 302, headers: [("Location", "/elsewhere")], "")
        } _: { server in
            let status = try await client().withResponse(to: OutgoingRequest(url: server.url)) { $0.status }
            #expect(status == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test("Requests go through a configured proxy")
    func proxy() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply("from the proxy")
        } _: { server in
            let client = client { $0.proxy = .url(server.url.absoluteString) }
            let url = try #require(URL(string: "http://roost.invalid/path?q=1"))
            let body = try await client.withResponse(to: OutgoingRequest(url: url)) {
                try await $0.body.bytes(upTo: 100)
            }
            #expect(String(decoding: body, as: UTF8.self) == "from the proxy")
            #expect(server.requests.first?.target == "http://roost.invalid/path?q=1")
        }
    }

    @Test(
        "Requests that cannot be sent are refused",
        arguments: ["ftp://host/", "file:///etc/passwd", "http:///path", "relative"]
    )
    func invalidURLs(url: String) async throws {
        let request = OutgoingRequest(url: try #require(URL(string: url)))
        #expect(try await failure(client(), request).code == .invalidRequest)
    }

    @Test("Headers cannot smuggle in others", arguments: ["a\r\nX: y", "a\nX", "a\0"])
    func invalidHeaders(value: String) async throws {
        let request = OutgoingRequest(
            url: try #require(URL(string: "http://user:hidden@127.0.0.1:9/")),
            headers: ["Authorization": value]
        )
        let error = try await failure(client(), request)
        #expect(error.code == .invalidRequest)
        #expect(!error.message.contains(value))
    }

    @Test("Secrets show nowhere")
    func secrets() throws {
        let request = OutgoingRequest(
            url: try #require(URL(string: "https://user:hidden@example.org:8443/v1?key=hidden#hidden")),
            headers: ["X-API-Key": "hidden"],
            body: Array("hidden".utf8)
        )
        var dumped = ""
        dump(request, to: &dumped)
        dump(request.headers, to: &dumped)
        let shown = "\(request) \(String(reflecting: request)) \(request.headers) \(dumped)"
        #expect(!shown.contains("hidden"))
        #expect(shown.contains("https://example.org:8443/v1"))
        #expect(shown.contains("X-API-Key"))
    }
}
