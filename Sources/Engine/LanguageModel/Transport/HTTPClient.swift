/// Sends HTTP requests and streams the responses.
///
/// HTTP/1.1, and HTTP/2 over TLS where the server offers it; connections are kept and used again by all clients of the
/// process. One thread, started with the first request, does all transfers, so that no thread of Swift's pool ever
/// waits for the network. Certificates are always checked, and redirects are answers like others: none is followed.
package struct HTTPClient: Sendable {
    package var configuration: Configuration

    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// Sends a request and passes the response to `body` as soon as its headers are there.
    ///
    /// The transfer lives as long as this call: when `body` returns early, throws, or the task is cancelled, the
    /// transfer ends and its connection is closed at once. Only when `body` returns with next to nothing left of the
    /// response is the rest awaited in the background, for 50 ms at most, so that the connection can be used again.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: ``TransferError``, `CancellationError` when the task was cancelled, or what `body` throws.
    package func withResponse<Result>(
        to request: OutgoingRequest,
        _ body: (IncomingResponse) async throws -> Result
    ) async throws -> Result {
        try request.validate()
        let transfer = Transfer(request: request, configuration: configuration)
        return try await withTaskCancellationHandler {
            CurlDriver.shared.submit(.start(transfer))
            do {
                let head = try await transfer.head()
                let result = try await body(IncomingResponse(head: head, body: ResponseBody(transfer: transfer)))
                transfer.release()
                return result
            } catch {
                transfer.cancel()
                throw error
            }
        } onCancel: {
            transfer.cancel()
        }
    }
}
