/// Leaves a server alone that failed several times in a row: Nygard, "Release It!", 2nd edition, 2018, section 5.2.
///
/// Closed, all calls go through. Open, none does. When the pause is over, one call tries; it closes the breaker or opens
/// it anew. Pure: the caller tells the time.
package struct CircuitBreakerState: Sendable {
    /// What a call learnt about the server.
    package enum Outcome: Sendable {
        /// It answers, though perhaps not what was wished for.
        case answered
        /// It failed, and what was asked of it is given up.
        case failed
        /// It failed, and is asked the same again: not a failure of its own, unless that was the one call that tries.
        case failedForNow
        /// Nothing: the call was given up.
        case abandoned
    }

    /// The right to call; says when it was given, so that what calls find out too late does not count.
    package struct Permit: Sendable, Equatable {
        fileprivate var era: Int
    }

    package enum Admission: Sendable, Equatable {
        case permitted(Permit)
        case refused(retryAfter: Duration)
    }

    private enum Phase {
        case closed(failureCount: Int)
        case open(until: ContinuousClock.Instant)
        case halfOpen
    }

    /// How many failures in a row open the breaker.
    package static let failureLimit = 3
    /// How long it stays open.
    package static let openDuration = Duration.seconds(60)
    /// When calls beside the one that tries may come again.
    private static let trialDuration = Duration.seconds(1)

    private var phase = Phase.closed(failureCount: 0)
    private var era = 0

    package init() {}

    package mutating func admit(at now: ContinuousClock.Instant) -> Admission {
        switch phase {
        case .closed: return .permitted(Permit(era: era))
        case .halfOpen: return .refused(retryAfter: Self.trialDuration)
        case .open(let end) where now < end: return .refused(retryAfter: now.duration(to: end))
        case .open:
            enter(.halfOpen)
            return .permitted(Permit(era: era))
        }
    }

    package mutating func record(_ outcome: Outcome, of permit: Permit, at now: ContinuousClock.Instant) {
        guard permit.era == era else { return }
        switch (phase, outcome) {
        case (.closed, .abandoned), (.closed, .failedForNow), (.open, _): break
        case (.closed, .answered): phase = .closed(failureCount: 0)
        case (.closed(let count), .failed) where count + 1 < Self.failureLimit:
            phase = .closed(failureCount: count + 1)
        case (.closed, .failed), (.halfOpen, .failed), (.halfOpen, .failedForNow):
            enter(.open(until: now.advanced(by: Self.openDuration)))
        case (.halfOpen, .answered): enter(.closed(failureCount: 0))
        case (.halfOpen, .abandoned): enter(.open(until: now))
        }
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        era += 1
    }
}
