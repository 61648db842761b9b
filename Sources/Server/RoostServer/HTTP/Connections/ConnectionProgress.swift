package import NIOCore

/// How far the requests and answers of one connection are, and until when its client must have gone on.
///
/// Pure: it is told what happens and when. Bytes of the client count while a body is awaited; bytes for the client count
/// from when they are written until the kernel has taken all of them.
package struct ConnectionProgress: Sendable {
    package enum Phase: Sendable, Equatable {
        /// No request has begun.
        case idle
        /// The beginning of a request has come.
        case head
        /// Headers have come, the body has not.
        case body
        /// A request is whole, its answer is not.
        case answering
        /// An answer is whole, the body of its request is not.
        case draining
        /// Nothing more will be sent.
        case ending
    }

    package private(set) var phase = Phase.idle
    /// Since when it is in this phase.
    package private(set) var since: NIODeadline
    private let limits: ConnectionLimits
    /// Requests that were begun and are not answered.
    private var openRequestCount = 0
    private var isRequestWhole = true
    private var bodyByteCount = 0
    /// For how long bytes of the body were awaited, and since when they are again.
    private var waited = TimeAmount.zero
    private var askedAt: NIODeadline?
    /// Bytes that were written and not taken.
    private var pendingByteCount = 0
    /// Since when there are such bytes all the time, and how many were written since.
    private var congestedSince: NIODeadline?
    private var congestedByteCount = 0

    package init(limits: ConnectionLimits, now: NIODeadline) {
        self.limits = limits
        since = now
    }

    /// When the client is too late; nil while it is not its turn.
    package var deadline: NIODeadline? {
        [phaseDeadline, congestedSince.map { $0 + limits.time(for: congestedByteCount) }].compactMap(\.self).min()
    }

    private var phaseDeadline: NIODeadline? {
        switch phase {
        case .idle: since + limits.idleTime
        case .head: since + limits.headTime
        case .body: askedAt.map { $0 + (min(limits.time(for: bodyByteCount), limits.bodyTime) - waited) }
        case .answering: nil
        case .draining, .ending: since + limits.lingerTime
        }
    }

    /// Whether an answer that has nothing to do with a request's handler may be sent: no answer has begun that it would
    /// break into, and a request has.
    package var mayBeRefused: Bool {
        (phase == .head && openRequestCount == 0) || (phase == .body && openRequestCount == 1)
    }

    private mutating func enter(_ phase: Phase, _ now: NIODeadline) {
        guard self.phase != .ending else { return }
        self.phase = phase
        since = now
    }

    // MARK: - The client's side

    /// More bytes are wanted.
    package mutating func ask(_ now: NIODeadline) {
        askedAt = askedAt ?? now
    }

    /// Bytes have come.
    package mutating func receive(_ byteCount: Int, _ now: NIODeadline) {
        if let askedAt, phase == .body { waited = waited + (now - askedAt) }
        askedAt = nil
        switch phase {
        case .idle: enter(.head, now)
        case .body: bodyByteCount += byteCount
        default: break
        }
    }

    package mutating func receiveHead(_ now: NIODeadline) {
        openRequestCount += 1
        isRequestWhole = false
        if openRequestCount == 1 { awaitBody(now) }
    }

    package mutating func receiveEnd(_ now: NIODeadline) {
        isRequestWhole = true
        switch phase {
        case .draining: enter(.idle, now)
        case .body where openRequestCount == 1: enter(.answering, now)
        default: break
        }
    }

    private mutating func awaitBody(_ now: NIODeadline) {
        (bodyByteCount, waited) = (0, .zero)
        if askedAt != nil { askedAt = now }
        enter(.body, now)
    }

    // MARK: - The server's side

    /// An answer is whole.
    package mutating func finishAnswer(_ now: NIODeadline) {
        openRequestCount = max(0, openRequestCount - 1)
        switch (openRequestCount, isRequestWhole) {
        case (0, true): enter(.idle, now)
        case (0, false): enter(.draining, now)
        case (1, false): awaitBody(now)
        default: enter(.answering, now)
        }
    }

    /// The server's side is closed.
    package mutating func closeOutput(_ now: NIODeadline) {
        enter(.ending, now)
    }

    package mutating func write(_ byteCount: Int, _ now: NIODeadline) {
        pendingByteCount += byteCount
        congestedByteCount += byteCount
        congestedSince = congestedSince ?? now
    }

    /// The kernel has taken so much of what was written.
    package mutating func flush(_ byteCount: Int) {
        pendingByteCount -= byteCount
        if pendingByteCount <= 0 { (congestedSince, congestedByteCount) = (nil, 0) }
    }
}
