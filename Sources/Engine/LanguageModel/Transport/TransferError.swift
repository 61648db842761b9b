/// Why a request got no response, or not all of it.
package struct TransferError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The request itself cannot be sent: its URL, method or headers.
        case invalidRequest
        /// No connection: an unknown host, a refused or cut connection before the response began.
        case connectionFailed
        /// The server's certificate is not trusted.
        case untrusted
        /// The server took too long.
        case timedOut(Phase)
        /// The connection broke off inside the response.
        case interrupted
        /// The response is not HTTP, or its headers are too large.
        case malformedResponse
    }

    /// What a time-out limits.
    package enum Phase: Sendable, Equatable {
        /// Name resolution, TCP, proxy and TLS together.
        case connect
        /// From the sending of the request to the first byte of the body.
        case firstByte
        /// From one piece of the body to the next.
        case idle
    }

    package var code: Code
    /// Names the host; shows no header value and no credentials.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
