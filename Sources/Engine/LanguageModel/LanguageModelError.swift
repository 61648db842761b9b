/// Why a model gave no reply, or not all of it.
///
/// Messages name the provider's host and what it said, never a key.
package struct LanguageModelError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The server cannot be reached, answered with a server error, or failed so often that it is left alone.
        case unavailable
        /// The server took too long: to accept the connection, to begin, or to go on.
        case timedOut
        /// The server refused because of its limits (429), also after retries.
        case rateLimited
        /// The key is missing or was refused (401, 403).
        case unauthorized
        /// The server refused the request itself (other 4xx), such as an unknown model or too long a prompt.
        case invalidRequest
        /// The provider's filter refused the prompt.
        case contentFiltered
        /// The reply is not what the wire format says.
        case malformedResponse
        /// The reply broke off after it had begun.
        case interrupted
    }

    package var code: Code
    /// What was expected, what was found, and where.
    package var message: String
    /// When the server wants to be asked again.
    package var retryAfter: Duration?

    package init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    package var description: String { message }
}
