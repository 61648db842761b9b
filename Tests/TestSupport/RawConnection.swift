import NIOCore
import NIOPosix

/// A TCP connection to 127.0.0.1 over which a test sends exactly the bytes that it wants to, when it wants to.
package struct RawConnection: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects while `body` runs.
    package static func run<Result: Sendable>(
        port: Int,
        _ body: @Sendable (_ connection: RawConnection, _ incoming: IncomingBytes) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, _ in
            try await body(RawConnection(channel: channel), IncomingBytes(inbound))
        }
    }

    package func send(_ text: String) async throws {
        try await channel.channel.writeAndFlush(ByteBuffer(string: text))
    }
}

/// What comes over a ``RawConnection``; to be read by one task.
package final class IncomingBytes {
    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

    init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) {
        iterator = inbound.makeAsyncIterator()
    }

    /// The next bytes; nil at the end, also when that is a reset.
    package func next() async -> String? {
        guard let buffer = try? await iterator.next(isolation: #isolation) else { return nil }
        return String(buffer: buffer)
    }

    /// All bytes until the other side closes.
    package func rest() async -> String {
        var text = ""
        while let piece = await next() { text += piece }
        return text
    }

    /// All bytes until some text has come; all there are when it does not come.
    package func upTo(_ end: String) async -> String {
        var text = ""
        while !text.contains(end), let piece = await next() { text += piece }
        return text
    }
}
