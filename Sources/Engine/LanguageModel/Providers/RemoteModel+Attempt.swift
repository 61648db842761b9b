import Foundation

extension RemoteModel {
    /// The largest reply of a server that does not stream, in bytes.
    private static var wholeByteLimit: Int { 8 << 20 }

    /// Asks once.
    ///
    /// - Throws: ``AttemptFailure``, ``TransferError``, what `receive` throws, or `CancellationError`.
    func attempt(
        _ request: GenerationRequest,
        form: RequestForm,
        receive: (String) async throws -> Void
    ) async throws -> Generation {
        var headers = wire.headers
        headers.append("Content-Type", "application/json")
        headers.append("Accept", "text/event-stream, application/json")
        let outgoing = OutgoingRequest(
            method: "POST",
            url: wire.endpoint.url,
            headers: headers,
            body: try wire.body(of: request, form: form)
        )
        return try await client.withResponse(to: outgoing) { response in
            guard (200..<300).contains(response.status) else {
                throw try await AttemptFailure(refusal: response, endpoint: wire.endpoint, clock: clock)
            }
            return try await readReply(response, receive: receive)
        }
    }

    private func readReply(
        _ response: IncomingResponse,
        receive: (String) async throws -> Void
    ) async throws -> Generation {
        var reader = wire.makeReader()
        do {
            var parser = ServerSentEventParser()
            var pieces = response.body.makeAsyncIterator()
            var start: [UInt8]? = []
            reading: while let piece = try await pieces.next() {
                var piece = piece
                if let bytes = start {
                    piece = bytes + piece
                    start = piece.allSatisfy(Self.isSpace) && piece.count < 1024 ? piece : nil
                    if start != nil { continue }
                    if piece.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "{") {
                        return try await readWhole(piece, rest: &pieces, receive: receive)
                    }
                }
                for event in try parser.receive(piece) {
                    let text = try reader.read(event)
                    if !text.isEmpty { try await receive(text) }
                    if reader.isComplete { break reading }
                }
            }
        } catch {
            // Nothing is missing from a reply that gave its reason to end.
            guard error is TransferError, reader.finishReason != nil else { throw explained(error) }
        }
        guard let reason = reader.finishReason else { throw unfinished(response) }
        return Generation(finishReason: reason, usage: reader.usage)
    }

    /// A server that ignores the wish for a stream answers with one JSON object, whatever type it says that it is.
    private func readWhole(
        _ start: [UInt8],
        rest: inout ResponseBody.AsyncIterator,
        receive: (String) async throws -> Void
    ) async throws -> Generation {
        var body = start
        while let piece = try await rest.next() {
            body += piece
            guard body.count <= Self.wholeByteLimit else {
                let message = "expected a reply of \(Self.wholeByteLimit) bytes at most"
                throw AttemptFailure(malformed: message, endpoint: wire.endpoint)
            }
        }
        var reader = wire.makeReader()
        let text: String
        do { text = try reader.read(whole: body) } catch { throw explained(error) }
        if !text.isEmpty { try await receive(text) }
        return Generation(finishReason: reader.finishReason ?? .stop, usage: reader.usage)
    }

    private func unfinished(_ response: IncomingResponse) -> AttemptFailure {
        let type = response.headers["Content-Type"] ?? "no content type"
        guard type.lowercased().contains("event-stream") else {
            let message = "expected text/event-stream or JSON, found \(wire.endpoint.quoted(type))"
            return AttemptFailure(malformed: message, endpoint: wire.endpoint)
        }
        return AttemptFailure(unfinishedAt: wire.endpoint)
    }

    /// An error inside a reply, with the host that it came from.
    private func explained(_ error: any Error) -> any Error {
        switch error {
        case ReplyFault.malformed(let message): AttemptFailure(malformed: message, endpoint: wire.endpoint)
        case ReplyFault.provider(let provider):
            AttemptFailure(status: provider.impliedStatus, provider: provider, endpoint: wire.endpoint)
        case let error as ServerSentEventParser.EventTooLarge:
            AttemptFailure(malformed: "expected events of \(error.byteLimit) bytes at most", endpoint: wire.endpoint)
        default: error
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
