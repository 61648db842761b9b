/// What a transfer's two sides, the network's thread and the reading task, have told each other. Pure: methods return
/// what is to be done once the lock is released.
struct TransferState {
    /// What becomes of bytes from the network.
    enum Verdict {
        case taken
        /// The buffer is full: the same bytes must be offered again after a `resume`.
        case pause
        /// Nobody wants them any more.
        case refused
    }

    typealias HeadWaiter = CheckedContinuation<ResponseHead, any Error>
    typealias BodyWaiter = CheckedContinuation<[UInt8]?, any Error>

    /// How much of a released response is read to its end, so that its connection can be kept.
    static let discardedByteLimit = 64 << 10

    private let bufferedByteLimit: Int
    private var headResult: Result<ResponseHead, any Error>?
    private var buffer: [UInt8] = []
    private var isPaused = false
    private var discardedByteCount: Int?
    private(set) var end: Result<Void, any Error>?
    private var headWaiter: HeadWaiter?
    private var bodyWaiter: BodyWaiter?

    init(bufferedByteLimit: Int) {
        self.bufferedByteLimit = max(bufferedByteLimit, 1)
    }

    // MARK: The network's side

    /// - Returns: Who waits for the head.
    mutating func receive(_ head: ResponseHead) -> HeadWaiter? {
        guard headResult == nil else { return nil }
        headResult = .success(head)
        defer { headWaiter = nil }
        return headWaiter
    }

    /// - Returns: What becomes of the bytes, and who waits for what is then buffered.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> (Verdict, (BodyWaiter, [UInt8])?) {
        if let count = discardedByteCount {
            discardedByteCount = count + bytes.count
            return (count + bytes.count > Self.discardedByteLimit ? .refused : .taken, nil)
        }
        guard end == nil else { return (.refused, nil) }
        guard buffer.count < bufferedByteLimit else {
            isPaused = true
            return (.pause, nil)
        }
        unsafe buffer.append(contentsOf: bytes)
        guard let waiter = bodyWaiter else { return (.taken, nil) }
        bodyWaiter = nil
        return (.taken, (waiter, takeBuffer()))
    }

    /// - Returns: Who waits for the head or for bytes that will not come.
    mutating func finish(_ result: Result<Void, any Error>) -> (HeadWaiter?, BodyWaiter?) {
        guard end == nil else { return (nil, nil) }
        end = result
        if headResult == nil, case .failure(let error) = result { headResult = .failure(error) }
        defer { (headWaiter, bodyWaiter) = (nil, nil) }
        return (headWaiter, bodyWaiter)
    }

    // MARK: The reader's side

    /// - Returns: The head when it is known; otherwise the waiter is kept.
    mutating func awaitHead(_ waiter: HeadWaiter) -> Result<ResponseHead, any Error>? {
        if headResult == nil { headWaiter = waiter }
        return headResult
    }

    /// - Returns: What there is to read, when there is something, and whether the network is to go on; otherwise the
    ///   waiter is kept.
    mutating func awaitBytes(_ waiter: BodyWaiter) -> (result: Result<[UInt8]?, any Error>, resumes: Bool)? {
        precondition(bodyWaiter == nil, "a response's body is read by two tasks at once")
        if !buffer.isEmpty {
            defer { isPaused = false }
            return (.success(takeBuffer()), isPaused)
        }
        if let end { return (end.map { nil }, false) }
        bodyWaiter = waiter
        return nil
    }

    /// Throws away what is buffered and what will come.
    ///
    /// - Returns: Whether the transfer had not ended yet.
    mutating func discard() -> Bool {
        buffer = []
        guard end == nil else { return false }
        discardedByteCount = 0
        return true
    }

    /// Ends everything, the reading of bytes that are there included.
    mutating func cancel() -> (HeadWaiter?, BodyWaiter?, wasOpen: Bool) {
        let wasOpen = end == nil
        buffer = []
        let waiters = finish(.failure(CancellationError()))
        end = .failure(CancellationError())
        return (waiters.0, waiters.1, wasOpen)
    }

    private mutating func takeBuffer() -> [UInt8] {
        defer { buffer = [] }
        return buffer
    }
}
