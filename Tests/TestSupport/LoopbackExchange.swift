import NIOCore

/// The server's side of one request: a script sends whatever bytes it likes through it.
package struct LoopbackExchange: Sendable {
    /// Thrown by scripts to cut the connection.
    private struct Cut: Error {}

    package let request: LoopbackRequest
    /// Fires when the client has closed the connection.
    package let clientClosed: Signal<ContinuousClock.Instant>
    let channel: any Channel

    /// Sends bytes in a write of their own; suspends until the kernel has taken them, and so while the client does not
    /// read.
    ///
    /// Not by the writer of an asynchronous channel, which goes on until its event loop finds that too much is pending:
    /// on a busy machine that was 50 MB later.
    ///
    /// - Throws: When the connection is closed, also because the task is cancelled.
    package func send(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        try await withTaskCancellationHandler {
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Sends a text in a write of its own.
    package func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Sends the head of a response whose body follows by ``sendChunk(_:)`` and ``endChunks()``.
    package func sendHead(
        status: Int = 200,
        type: String = "text/event-stream",
        headers: [(String, String)] = []
    ) async throws {
        let all = [("Content-Type", type), ("Transfer-Encoding", "chunked")] + headers
        try await send("HTTP/1.1 \(status) Scripted\r\n" + all.map { "\($0): \($1)\r\n" }.joined() + "\r\n")
    }

    /// Sends one chunk of a chunked body (RFC 9112, section 7.1); nothing for no bytes, which would end the body.
    package func sendChunk(_ bytes: some Collection<UInt8> & Sendable) async throws {
        guard !bytes.isEmpty else { return }
        let size = String(bytes.count, radix: 16)
        try await send(Array("\(size)\r\n".utf8) + Array(bytes) + Array("\r\n".utf8))
    }

    package func endChunks() async throws {
        try await send("0\r\n\r\n")
    }

    /// Sends a whole response with `Content-Length`.
    package func reply(
        status: Int = 200,
        type: String = "application/json",
        headers: [(String, String)] = [],
        _ body: String
    ) async throws {
        let all = [("Content-Type", type), ("Content-Length", "\(body.utf8.count)")] + headers
        try await send("HTTP/1.1 \(status) Scripted\r\n" + all.map { "\($0): \($1)\r\n" }.joined() + "\r\n" + body)
    }

    /// Sends a whole stream of chunks.
    package func stream(_ chunks: [[UInt8]]) async throws {
        try await sendHead()
        for chunk in chunks { try await sendChunk(chunk) }
        try await endChunks()
    }

    /// Closes the connection; always throws, to end the script.
    package func cut() async throws {
        throw Cut()
    }
}
