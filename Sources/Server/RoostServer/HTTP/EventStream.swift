import Foundation
import HTTPFormats
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A body that is sent event by event while it comes to be.
struct EventStream<Event: Sendable>: Sendable {
    /// What the response says its body is.
    let mediaType: String
    /// The bytes of an event, its empty line included.
    let encode: @Sendable (Event) throws -> [UInt8]
    /// Produces the events. What it throws before the first is opened is thrown by ``response(to:logger:)``; later it can
    /// only end the connection.
    let produce: @Sendable (EventSink<Event>) async throws -> Void
}

extension EventStream where Event: Encodable {
    /// Events that are JSON.
    init(_ produce: @escaping @Sendable (_ send: (Event) async throws -> Void) async throws -> Void) {
        self.init(mediaType: "text/event-stream; charset=utf-8") { event in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return ServerSentEvent(String(decoding: try encoder.encode(event), as: UTF8.self)).encoded
        } produce: { sink in
            try await produce { try await sink.send($0) }
        }
    }
}

/// Where the events of a stream go.
final class EventSink<Event: Sendable>: Sendable {
    fileprivate enum Part: Sendable {
        case head(HTTPFields)
        case event(Event)
    }

    fileprivate let handoff = Handoff<Part>()
    private let hasBegun = Mutex(false)

    /// Whether the response has begun, so that a failure can only be told as an event.
    var isOpen: Bool { hasBegun.withLock { $0 } }

    /// Has the response begin, with more headers than those of every stream. Must come before all events, if it comes.
    func open(_ headers: HTTPFields) async throws {
        try await pass(.head(headers))
    }

    /// Sends one event; suspends while the client is slower than the events.
    func send(_ event: Event) async throws {
        try await pass(.event(event))
    }

    private func pass(_ part: Part) async throws {
        hasBegun.withLock { $0 = true }
        try await handoff.send(part)
    }
}

extension EventStream {
    /// The response to a request that was collected, as soon as it is opened or the first event is there.
    ///
    /// When the client goes, the task that produces is cancelled. The connection is not used again.
    ///
    /// - Throws: What `produce` throws before anything was sent.
    func response(to request: Request, logger: Logger) async throws -> Response {
        let sink = EventSink<Event>()
        // A task of its own, because it begins while the response is awaited and ends while the body is written. Both
        // wait for its end, however theirs comes about, and cancel it where they end early.
        let producer = Task {
            do {
                try await request.body.consumeWithCancellationOnInboundClose { _ in try await produce(sink) }
                sink.handoff.finish()
            } catch {
                sink.handoff.finish(throwing: error)
            }
        }
        let first: EventSink<Event>.Part?
        do {
            first = try await sink.handoff.next()
        } catch {
            await abandon(producer, sink)
            throw error
        }
        var headers = Self.headers(mediaType)
        if case .head(let more)? = first {
            for field in more { headers[field.name] = field.value }
        }
        return Response(
            status: .ok,
            headers: headers,
            body: body(beginningWith: first, from: sink, producer: producer, logger: logger)
        )
    }

    private func body(
        beginningWith first: EventSink<Event>.Part?,
        from sink: EventSink<Event>,
        producer: Task<Void, Never>,
        logger: Logger
    ) -> ResponseBody {
        ResponseBody { writer in
            do {
                var part = first
                while let present = part {
                    if case .event(let event) = present {
                        do {
                            try await writer.write(ByteBuffer(bytes: encode(event)))
                        } catch {
                            // Only the client and the way to it can be why.
                            throw CancellationError()
                        }
                    }
                    part = try await sink.handoff.next()
                }
            } catch is CancellationError {
                await abandon(producer, sink)
                logger.debug("The client left before the end of the events")
                throw CancellationError()
            } catch {
                await abandon(producer, sink)
                logger.error("Events broke off", metadata: ["error": "\(ErrorChain(error))"])
            }
            await producer.value
            try await writer.finish(nil)
        }
    }

    /// Ends a production that nobody listens to any more.
    private func abandon(_ producer: Task<Void, Never>, _ sink: EventSink<Event>) async {
        producer.cancel()
        sink.handoff.finish()
        await producer.value
    }

    private static func headers(_ mediaType: String) -> HTTPFields {
        var headers: HTTPFields = [.contentType: mediaType, .cacheControl: "no-cache", .connection: "close"]
        // Proxies such as nginx would hold the events back.
        if let buffering = HTTPField.Name("X-Accel-Buffering") {
            headers[buffering] = "no"
        }
        return headers
    }
}
