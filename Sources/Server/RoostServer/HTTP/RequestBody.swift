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
    /// - Throws: 413 when there are more than `byteCount` bytes, before any is read if the client says so.
    func collected(upTo byteCount: Int) async throws -> Request {
        if let declared = headers[.contentLength].flatMap(Int.init), declared > byteCount {
            throw HTTPError(.contentTooLarge)
        }
        var request = self
        do {
            _ = try await request.collectBody(upTo: byteCount)
        } catch is NIOTooManyBytesError {
            throw HTTPError(.contentTooLarge)
        }
        return request
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
