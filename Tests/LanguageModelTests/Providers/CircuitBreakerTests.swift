import LanguageModel
import Testing

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    private func permit(
        _ breaker: inout CircuitBreakerState,
        after seconds: Int = 0
    ) throws -> CircuitBreakerState.Permit {
        guard case .permitted(let permit) = breaker.admit(at: start.advanced(by: .seconds(seconds))) else {
            throw CancellationError()
        }
        return permit
    }

    /// A breaker that opened at the start.
    private func opened() throws -> CircuitBreakerState {
        var breaker = CircuitBreakerState()
        for _ in 0..<3 { breaker.record(.failed, of: try permit(&breaker), at: start) }
        return breaker
    }

    @Test("Only failures in a row open it")
    func inARow() throws {
        var breaker = CircuitBreakerState()
        for outcome in [CircuitBreakerState.Outcome.failed, .failed, .answered, .failed, .abandoned, .failed] {
            breaker.record(outcome, of: try permit(&breaker), at: start)
        }
        breaker.record(.failed, of: try permit(&breaker), at: start)
        #expect(breaker.admit(at: start) == .refused(retryAfter: .seconds(60)))
        #expect(breaker.admit(at: start.advanced(by: .seconds(59))) == .refused(retryAfter: .seconds(1)))
    }

    @Test("A failure that is tried again counts for nothing, but for the trial's")
    func failuresForNow() throws {
        var breaker = CircuitBreakerState()
        for _ in 0..<3 { breaker.record(.failedForNow, of: try permit(&breaker), at: start) }
        var open = try opened()
        open.record(.failedForNow, of: try permit(&open, after: 60), at: start.advanced(by: .seconds(60)))
        #expect(open.admit(at: start.advanced(by: .seconds(60))) == .refused(retryAfter: .seconds(60)))
        _ = try permit(&breaker)
    }

    @Test("Half open, one call tries and the others are refused")
    func halfOpen() throws {
        var breaker = try opened()
        let trial = try permit(&breaker, after: 60)
        #expect(breaker.admit(at: start.advanced(by: .seconds(61))) == .refused(retryAfter: .seconds(1)))
        breaker.record(.answered, of: trial, at: start.advanced(by: .seconds(62)))
        _ = try permit(&breaker, after: 62)
        _ = try permit(&breaker, after: 62)
    }

    @Test("A trial that fails opens it anew, and one that is given up leaves the trial to the next")
    func trials() throws {
        var breaker = try opened()
        breaker.record(.failed, of: try permit(&breaker, after: 60), at: start.advanced(by: .seconds(70)))
        #expect(breaker.admit(at: start.advanced(by: .seconds(129))) == .refused(retryAfter: .seconds(1)))
        breaker.record(.abandoned, of: try permit(&breaker, after: 130), at: start.advanced(by: .seconds(131)))
        _ = try permit(&breaker, after: 131)
    }

    @Test("What calls from before it opened find out does not count")
    func lateResults() throws {
        var breaker = CircuitBreakerState()
        let late = try permit(&breaker)
        for _ in 0..<3 { breaker.record(.failed, of: try permit(&breaker), at: start) }
        breaker.record(.answered, of: late, at: start)
        #expect(breaker.admit(at: start) == .refused(retryAfter: .seconds(60)))
        let trial = try permit(&breaker, after: 60)
        breaker.record(.failed, of: late, at: start.advanced(by: .seconds(60)))
        breaker.record(.answered, of: trial, at: start.advanced(by: .seconds(60)))
        _ = try permit(&breaker, after: 60)
    }
}
