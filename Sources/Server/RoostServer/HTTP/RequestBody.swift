import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import RetrievalEngine

extension Request {
    /// The body's bytes.
    ///
    /// - Throws: As ``collected(upTo:)``.
    func bytes(upTo byteCount: Int) async throws -> [UInt8] {
        Array(buffer: try await collected(upTo: byteCount).body.collect(upTo: byteCount))
    }

    /// The request with its body in memory, as it must be for its connection to be watched while it is answered.
    ///
    /// - Throws: 413 when there are more than `byteCount` bytes, before any is read if the client says so; 503 when the
    ///   bodies of all requests have too many; 400 when it breaks off.
    func collected(upTo byteCount: Int) async throws -> Request {
        if let declared = headers[.contentLength].flatMap(Int.init), declared > byteCount {
            throw HTTPError(.contentTooLarge)
        }
        var bytes = ByteBuffer()
        var pieces = body.makeAsyncIterator()
        while var piece = try await pieces.nextPiece() {
            guard bytes.readableBytes + piece.readableBytes <= byteCount else { throw HTTPError(.contentTooLarge) }
            try BodyReservation.current?.cover(bytes.readableBytes + piece.readableBytes)
            // A body that was collected before is one piece, which is not copied.
            if bytes.readableBytes == 0 { bytes = piece } else { bytes.writeBuffer(&piece) }
        }
        // A cancelled task reads the end of the body too early.
        try Task.checkCancellation()
        var request = self
        request.body = RequestBody(buffer: bytes)
        return request
    }

    /// Does something that is cancelled when the client goes. The request must be a collected one.
    ///
    /// The connection that was watched for its client's leaving cannot be used again: the answer must say
    /// `Connection: close`, as what this throws does.
    func whileConnected<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await body.consumeWithCancellationOnInboundClose { _ in try await work() }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIFailure(error).closingConnection
        }
    }

    /// The body as JSON.
    ///
    /// A missing `Content-Type` is taken for JSON. Any other type than JSON gives the text as one string, which then
    /// fails where an object is expected, as FastAPI has it.
    ///
    /// - Throws: ``ValidationError`` for a missing body and for what is not JSON; 413 as ``collected(upTo:)``.
    func json(upTo byteCount: Int) async throws -> JSONValue {
        let bytes = try await bytes(upTo: byteCount)
        guard !bytes.isEmpty else { throw ValidationError([.missing(at: ["body"], in: .null)]) }
        guard isJSON else { return .string(String(decoding: bytes, as: UTF8.self)) }
        do {
            // Megabytes take a hundred milliseconds, which Swift's pool must not be held up for.
            guard bytes.count > Self.quicklyParsedByteCount else { return try JSONParser.parse(bytes) }
            return try await NIOThreadPool.singleton.runIfActive { try JSONParser.parse(bytes) }
        } catch let error as JSONParser.SyntaxError {
            throw ValidationError([.malformedJSON(error)])
        }
    }

    /// Bytes of JSON that are parsed in about a millisecond.
    private static let quicklyParsedByteCount = 64 << 10

    /// Whether the body claims to be JSON; one without a type may be.
    var isJSON: Bool {
        guard let type = headers[.contentType] else { return true }
        let essence = type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        return essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}

extension RequestBody.AsyncIterator {
    /// The next bytes; nil at the end.
    ///
    /// - Throws: ``APIFailure/brokenOff`` when there is none: only the client and the way to it can be why.
    mutating func nextPiece() async throws -> ByteBuffer? {
        do {
            return try await next(isolation: #isolation)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIFailure.brokenOff
        }
    }
}
