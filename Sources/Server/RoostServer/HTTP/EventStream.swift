import Foundation
import HTTPFormats
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A body that is sent event by event while it comes to be.
struct EventStream<Event: Encodable & Sendable>: Sendable {
    /// Sends one event; suspends while the client is slower than the events.
    typealias Send = (Event) async throws -> Void

    /// Produces the events. What it throws after the first byte can only end the connection.
    var produce: @Sendable (Send) async throws -> Void

    init(_ produce: @escaping @Sendable (Send) async throws -> Void) {
        self.produce = produce
    }
}

extension EventStream {
    /// The response to a request that was collected.
    ///
    /// When the client goes, the task that produces is cancelled. The connection is not used again.
    func response(to request: Request, logger: Logger) -> Response {
        let body = ResponseBody { writer in
            // The writer is no Sendable value, and Hummingbird's methods run elsewhere than their caller. Only this task
            // and the one that it waits for use it, one after the other, so that it is never in two places.
            nonisolated(unsafe) var unshared = writer
            do {
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await produce { event in
                        try await unsafe unshared.write(ByteBuffer(bytes: Self.encoded(event)))
                    }
                }
            } catch is CancellationError {
                logger.debug("The client left before the end of the events")
                throw CancellationError()
            } catch {
                logger.error("Events broke off", metadata: ["error": "\(ErrorChain(error))"])
            }
            try await unsafe unshared.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers, body: body)
    }

    private static var headers: HTTPFields {
        var headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-cache", .connection: "close",
        ]
        // Proxies such as nginx would hold the events back.
        if let buffering = HTTPField.Name("X-Accel-Buffering") {
            headers[buffering] = "no"
        }
        return headers
    }

    private static func encoded(_ event: Event) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ServerSentEvent(String(decoding: try encoder.encode(event), as: UTF8.self)).encoded
    }
}
