import Synchronization

/// One request and its response, between the task that reads and the thread that does the network's work.
final class Transfer: Sendable {
    let request: OutgoingRequest
    let configuration: HTTPClient.Configuration
    private let state: Mutex<TransferState>

    init(request: OutgoingRequest, configuration: HTTPClient.Configuration) {
        self.request = request
        self.configuration = configuration
        state = Mutex(TransferState(bufferedByteLimit: configuration.bufferedByteLimit))
    }

    // MARK: The reader's side

    /// The response's head.
    func head() async throws -> ResponseHead {
        try await withCheckedThrowingContinuation { waiter in
            if let result = state.withLock({ $0.awaitHead(waiter) }) { waiter.resume(with: result) }
        }
    }

    /// The bytes that have come; nil at the end.
    func next() async throws -> [UInt8]? {
        try await withCheckedThrowingContinuation { waiter in
            guard let (result, resumes) = state.withLock({ $0.awaitBytes(waiter) }) else { return }
            if resumes { CurlDriver.shared.submit(.resume(self)) }
            waiter.resume(with: result)
        }
    }

    /// Ends the transfer; its connection is closed unless the response is complete.
    func cancel() {
        let (headWaiter, bodyWaiter, wasOpen) = state.withLock { $0.cancel() }
        if wasOpen { CurlDriver.shared.submit(.cancel(self)) }
        headWaiter?.resume(throwing: CancellationError())
        bodyWaiter?.resume(throwing: CancellationError())
    }

    /// Ends the reading; what is left of the response is thrown away.
    func release() {
        if state.withLock({ $0.discard() }) { CurlDriver.shared.submit(.linger(self)) }
    }

    // MARK: The network's side

    /// Whether the transfer has ended, by itself or by its reader.
    var hasEnded: Bool {
        state.withLock { $0.end != nil }
    }

    func receive(_ head: ResponseHead) {
        state.withLock { $0.receive(head) }?.resume(returning: head)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> TransferState.Verdict {
        let (verdict, delivery) = state.withLock { unsafe $0.receive(bytes) }
        if let (waiter, bytes) = delivery { waiter.resume(returning: bytes) }
        return verdict
    }

    func finish(_ result: Result<Void, TransferError>) {
        let result = result.mapError { $0 as any Error }
        let (headWaiter, bodyWaiter) = state.withLock { $0.finish(result) }
        bodyWaiter?.resume(with: result.map { nil })
        if case .failure(let error) = result { headWaiter?.resume(throwing: error) }
    }
}
