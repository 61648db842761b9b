import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// An answer in the place of a request's handler.
enum Refusal {
    /// The whole answer as it is sent, in the shape of the API that the request is meant for.
    ///
    /// - Parameter head: The request's; nil while there is none, and so no API.
    static func bytes(_ status: HTTPResponse.Status, to head: HTTPRequest?) throws -> ByteBuffer {
        let failure = RenderedFailure(
            APIFailure(status: status, message: status.reasonPhrase),
            at: URI(head?.path ?? "").path
        )
        var body = try Response.jsonBytes(failure.body)
        var headers = failure.headers
        headers[.connection] = "close"
        headers[.contentLength] = "\(body.readableBytes)"
        headers[.contentType] = "application/json"
        if let name = RequestIdentifier.header {
            headers[name] = RequestIdentifier(head?.headerFields ?? [:]).text
        }
        if let origin = head?.headerFields[.origin] {
            CrossOrigin.permit(origin, in: &headers)
        }
        let lines = headers.map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
        var bytes = ByteBuffer(
            string: "HTTP/1.1 \(failure.status.code) \(failure.status.reasonPhrase)\r\n\(lines)\r\n"
        )
        bytes.writeBuffer(&body)
        return bytes
    }
}
