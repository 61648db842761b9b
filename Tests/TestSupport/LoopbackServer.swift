package import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server on 127.0.0.1 that answers with exactly the bytes its script sends, right or wrong.
package final class LoopbackServer: Sendable {
    /// Answers one request. When it throws, the connection is closed.
    package typealias Script = @Sendable (LoopbackExchange) async throws -> Void
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Where it listens.
    package let port: Int
    private let log = Mutex<[LoopbackRequest]>([])
    private let connectionCounter = Mutex(0)

    private init(port: Int) {
        self.port = port
    }

    /// The root, such as `http://127.0.0.1:40123`.
    package var url: URL {
        Self.url(port: port)
    }

    static func url(port: Int) -> URL {
        var components = URLComponents()
        components.scheme = "http"
        components.host = "127.0.0.1"
        components.port = port
        return components.url ?? URL(filePath: "/")
    }

    /// All requests so far, in the order in which they were complete.
    package var requests: [LoopbackRequest] {
        log.withLock { $0 }
    }

    /// How many connections were accepted so far.
    package var connectionCount: Int {
        connectionCounter.withLock { $0 }
    }

    /// Serves while `body` runs.
    ///
    /// - Parameter script: Called for every request, for different connections at the same time.
    package static func run<Result>(
        _ script: @escaping Script,
        _ body: (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(wrappingChannelSynchronously: channel)
                }
            }
        let server = LoopbackServer(port: listener.channel.localAddress?.port ?? 0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve(listener, script: script) }
            defer { group.cancelAll() }
            return try await body(server)
        }
    }

    private func serve(_ listener: NIOAsyncChannel<Connection, Never>, script: @escaping Script) async throws {
        try await listener.executeThenClose { connections in
            await withTaskGroup(of: Void.self) { group in
                do {
                    for try await connection in connections {
                        let number = connectionCounter.withLock { count in
                            defer { count += 1 }
                            return count
                        }
                        // What ends a connection early is the script's or the client's wish.
                        group.addTask { try? await self.serve(connection, number: number, script: script) }
                    }
                } catch {}
                group.cancelAll()
            }
        }
    }

    /// Answers one connection's requests in turn, while a second task watches for more of them and for the end.
    private func serve(_ connection: Connection, number: Int, script: @escaping Script) async throws {
        let closed = Signal<ContinuousClock.Instant>()
        let (requests, queue) = AsyncStream.makeStream(of: LoopbackRequest.self)
        try await connection.executeThenClose { inbound, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer {
                        closed.fire(.now)
                        queue.finish()
                    }
                    var parser = LoopbackRequestParser(connection: number)
                    for try await buffer in inbound {
                        for request in parser.receive(buffer.readableBytesView) { queue.yield(request) }
                    }
                }
                defer { group.cancelAll() }
                for await request in requests {
                    log.withLock { $0.append(request) }
                    let channel = connection.channel
                    try await script(LoopbackExchange(request: request, clientClosed: closed, channel: channel))
                }
            }
        }
    }
}
