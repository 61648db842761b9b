import Foundation
import HTTPFormats

/// The events of a streamed reply beside those of its text, which ``TextEventWriter`` writes.
enum ReplyEvents {
    /// What is sent when nothing else was for a while; clients ignore it.
    static let ping = Array(": ping\n\n".utf8)

    /// The event after which nothing follows, not even `[DONE]`.
    ///
    /// - Parameter detail: Why the reply broke off.
    static func failure(_ detail: String) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let body = try encoder.encode(["detail": detail])
        return ServerSentEvent(String(decoding: body, as: UTF8.self), name: "error").encoded
    }
}
