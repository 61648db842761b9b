import DocumentStore
import HTTPFormats
import HTTPTypes
import Hummingbird
import LanguageModel
import RetrievalEngine

extension ChatSessionRoutes {
    /// Answers the user's last message, as text that comes piece by piece or as one JSON object.
    @Sendable
    func stream(_ request: ChatUserRequest) async throws -> Response {
        let request = try await request.collected()
        let exchange = try await accept(request)
        guard exchange.request.isStreamed else { return try await completion(of: exchange, for: request) }
        do {
            return try await events(of: exchange)
                .response(to: request.request.request, logger: request.request.context.logger)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIFailure(error).closingConnection
        }
    }

    private func events(of exchange: Exchange) -> EventStream<[UInt8]> {
        EventStream(mediaType: "text/event-stream") {
            $0
        } produce: { sink in
            do {
                try await produceEvents(of: exchange, into: sink)
            } catch let error as CancellationError {
                throw error
            } catch {
                if sink.isOpen {
                    try await sink.send(ReplyEvents.failure(APIFailure(error).message))
                }
                throw error
            }
        }
    }

    private func produceEvents(of exchange: Exchange, into sink: EventSink<[UInt8]>) async throws {
        let pulse = Pulse()
        let watching = Watching { session in
            try await sink.open(Self.headers(of: session))
        } meanwhile: { begin in
            while !Task.isCancelled {
                try await pulse.silence(of: .seconds(15))
                try await begin()
                try await sink.send(ReplyEvents.ping)
                pulse.beat()
            }
        }
        var writer = TextEventWriter()
        _ = try await run(exchange, watching: watching) { piece in
            let bytes = writer.events(for: piece)
            if !bytes.isEmpty {
                try await sink.send(bytes)
                pulse.beat()
            }
        }
        try await sink.send(writer.finish())
    }

    private func completion(of exchange: Exchange, for request: ChatUserRequest) async throws -> Response {
        let name = exchange.session?.model ?? exchange.request.model
        // A model on the network costs; nobody should pay for an answer that nobody waits for. The connection that was
        // watched for its client's leaving cannot be used again.
        let isWatched = try model(named: name).languageModel.followsInstructions
        let (session, reply) =
            isWatched
            ? try await request.request.whileConnected { try await run(exchange) } : try await run(exchange)
        var headers = Self.headers(of: session)
        if isWatched {
            headers[.connection] = "close"
        }
        return try Response.json(ChatCompletion(reply, in: session), headers: headers)
    }

    /// How clients learn the session's number, which the events do not tell, and the model that answers.
    private static func headers(of session: SessionReference) -> HTTPFields {
        var headers: HTTPFields = [:]
        for (name, value) in [("X-Session-ID", String(session.id)), ("X-Model", session.model)] {
            if let name = HTTPField.Name(name) {
                headers[name] = value
            }
        }
        return headers
    }
}
