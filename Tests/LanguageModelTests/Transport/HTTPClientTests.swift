import Foundation
import LanguageModel
import Synchronization
import TestSupport
import Testing

@Suite("HTTP client", .timeLimit(.minutes(1)))
struct HTTPClientTests {
    private func client(_ change: (inout HTTPClient.Configuration) -> Void = { _ in }) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.proxy = .none
        change(&configuration)
        return HTTPClient(configuration: configuration)
    }

    @Test("Status, headers and body arrive, and the server sees the request as it was given")
    func exchange() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply(status: 418, headers: [("X-Kettle", " round ")], "short and stout")
        } _: { server in
            let request = OutgoingRequest(
                method: "POST",
                url: server.url.appending(path: "tea/pot"),
                headers: ["X-Leaves": "green", "X-Empty": ""],
                body: Array("water\0milk".utf8)
            )
            let (status, kettle, body) = try await client().withResponse(to: request) { response in
                (response.status, response.headers["x-kettle"], try await response.body.bytes(upTo: 1 << 20))
            }
            #expect(status == 418)
            #expect(kettle == "round")
            #expect(String(decoding: body, as: UTF8.self) == "short and stout")
            let seen = try #require(server.requests.first)
            #expect(seen.method == "POST")
            #expect(seen.target == "/tea/pot")
            #expect(seen.header("x-leaves") == "green")
            #expect(seen.header("x-empty") == "")
            #expect(seen.header("expect") == nil)
            #expect(seen.header("content-type") == nil)
            #expect(seen.text == "water\0milk")
        }
    }

    @Test("Methods with and without a body", arguments: [("GET", ""), ("DELETE", ""), ("PUT", "x"), ("GET", "x")])
    func methods(method: String, body: String) async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.reply("ok")
        } _: { server in
            let request = OutgoingRequest(method: method, url: server.url, body: Array(body.utf8))
            let status = try await client().withResponse(to: request) { $0.status }
            #expect(status == 200)
            #expect(server.requests.first?.method == method)
            #expect(server.requests.first?.text == body)
        }
    }

    @Test("A body sent byte by byte comes whole, compressed too")
    func pieces() async throws {
        // "hello hello hello hello" by gzip.
        let gzip: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xCB, 0x48, 0xCD, 0xC9, 0xC9,
            0x57, 0xC8, 0x40, 0x27, 0x01, 0xE3, 0x51, 0x3D, 0x8D, 0x17, 0x00, 0x00, 0x00,
        ]
        try await LoopbackServer.run { exchange in
            let isPlain = exchange.request.target == "/plain"
            try await exchange.sendHead(headers: isPlain ? [] : [("Content-Encoding", "gzip")])
            for byte in isPlain ? Array("Grüße 👋🏽".utf8) : gzip { try await exchange.sendChunk([byte]) }
            try await exchange.endChunks()
        } _: { server in
            for (path, expected) in [("plain", "Grüße 👋🏽"), ("gzip", "hello hello hello hello")] {
                let request = OutgoingRequest(url: server.url.appending(path: path))
                let body = try await client().withResponse(to: request) { try await $0.body.bytes(upTo: 1 << 20) }
                #expect(String(decoding: body, as: UTF8.self) == expected)
            }
            #expect(server.requests.first?.header("accept-encoding") == "gzip")
        }
    }

    @Test("Requests one after the other use one connection")
    func reuse() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([Array("data".utf8)])
        } _: { server in
            for _ in 0..<3 {
                _ = try await client().withResponse(to: OutgoingRequest(url: server.url)) { response in
                    for try await _ in response.body {}
                }
            }
            #expect(server.requests.count == 3)
            #expect(server.connectionCount == 1)
        }
    }

    @Test("A connection is used again although the very end of the response was not read")
    func reuseAfterRelease() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([Array("data".utf8)])
        } _: { server in
            for _ in 0..<10 {
                _ = try await client().withResponse(to: OutgoingRequest(url: server.url)) { $0.status }
                // The end comes in the background; that it is in time each time cannot be relied on.
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(server.connectionCount < 10)
        }
    }

    @Test("A slow reader holds an endless stream back")
    func backPressure() async throws {
        let sent = Mutex(0)
        try await LoopbackServer.run { exchange in
            try await exchange.sendHead()
            while true {
                try await exchange.sendChunk([UInt8](repeating: 0x61, count: 32 << 10))
                sent.withLock { $0 += 32 << 10 }
            }
        } _: { server in
            try await client().withResponse(to: OutgoingRequest(url: server.url)) { response in
                // Stands still when what is on its way fills the kernel's buffers.
                var last = -1
                while sent.withLock({ $0 }) != last {
                    last = sent.withLock { $0 }
                    try await Task.sleep(for: .milliseconds(200))
                }
                print("back-pressure: \(last) bytes on their way to a reader that reads nothing")
                #expect(try last < SocketBuffers.maximumByteCount)
                var read = 0
                for try await piece in response.body {
                    #expect(piece.allSatisfy { $0 == 0x61 })
                    #expect(piece.count <= 128 << 10)
                    read += piece.count
                    if read > last + (1 << 20) { break }
                }
                #expect(sent.withLock { $0 } > last)
            }
        }
    }

    @Test("The idle clock does not run while the reader is the slow side")
    func slowReader() async throws {
        try await LoopbackServer.run { exchange in
            try await exchange.stream([[UInt8]](repeating: [UInt8](repeating: 1, count: 1 << 16), count: 40))
        } _: { server in
            let client = client {
                $0.idleTimeout = .milliseconds(300)
                $0.bufferedByteLimit = 1 << 14
            }
            let count = try await client.withResponse(to: OutgoingRequest(url: server.url)) { response in
                var count = 0
                for try await piece in response.body {
                    if count == 0 { try await Task.sleep(for: .milliseconds(900)) }
                    count += piece.count
                }
                return count
            }
            #expect(count == 40 << 16)
        }
    }
}
