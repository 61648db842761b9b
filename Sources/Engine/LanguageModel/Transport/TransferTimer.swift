/// When a transfer has taken too long. Pure: the caller tells the time.
struct TransferTimer {
    /// How long a released response may go on, so that its connection can be kept.
    static let lingerDuration = Duration.milliseconds(50)

    private enum Phase {
        /// libcurl measures the time of connecting itself.
        case connecting
        case awaitingFirstByte
        case receiving
        /// The reader holds the server back: nothing is measured.
        case paused
        case lingering
    }

    private let firstByteTimeout: Duration
    private let idleTimeout: Duration
    private var phase = Phase.connecting
    private var start = ContinuousClock.now

    init(configuration: HTTPClient.Configuration) {
        firstByteTimeout = configuration.firstByteTimeout
        idleTimeout = configuration.idleTimeout
    }

    /// The connection stands and the request goes out.
    mutating func requestSent(at now: ContinuousClock.Instant) {
        enter(.awaitingFirstByte, at: now)
    }

    /// Bytes of the body came, or reading goes on after a pause.
    mutating func progress(at now: ContinuousClock.Instant) {
        enter(.receiving, at: now)
    }

    mutating func pause(at now: ContinuousClock.Instant) {
        enter(.paused, at: now)
    }

    mutating func linger(at now: ContinuousClock.Instant) {
        phase = .lingering
        start = now
    }

    /// When the transfer will have taken too long, and which limit that is; a phase of nil says that it is no failure.
    var deadline: (instant: ContinuousClock.Instant, phase: TransferError.Phase?)? {
        switch phase {
        case .connecting, .paused: nil
        case .awaitingFirstByte: (start.advanced(by: firstByteTimeout), .firstByte)
        case .receiving: (start.advanced(by: idleTimeout), .idle)
        case .lingering: (start.advanced(by: Self.lingerDuration), nil)
        }
    }

    private mutating func enter(_ next: Phase, at now: ContinuousClock.Instant) {
        // A released response has one limit, whatever comes.
        guard phase != .lingering else { return }
        phase = next
        start = now
    }
}
