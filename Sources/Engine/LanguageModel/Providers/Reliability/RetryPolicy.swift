/// How often and after what pause a failed request is tried again.
///
/// The pause is exponential with full jitter: uniform between nothing and a bound that doubles from try to try, so that
/// clients which failed together do not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015). A pause that the server names is kept instead.
package struct RetryPolicy: Sendable {
    /// Tries after the first one.
    package var maximumRetryCount = 2
    /// The bound of the pause before the first retry.
    package var baseDelay: Duration = .milliseconds(500)
    /// Where the bound stops doubling.
    package var maximumDelay: Duration = .seconds(8)
    /// The longest pause that a server may name; a longer one is reported instead of kept.
    package var maximumRetryAfter: Duration = .seconds(20)

    package init() {}

    /// The pause before another try.
    ///
    /// - Parameters:
    ///   - retryCount: How many retries there were.
    ///   - retryAfter: What the server asked for.
    ///   - random: In [0, 1).
    /// - Returns: nil when there is to be no other try.
    package func delay(retryCount: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard retryCount < maximumRetryCount else { return nil }
        if let retryAfter {
            return retryAfter <= maximumRetryAfter ? retryAfter : nil
        }
        // Doubling 30 times is beyond any sensible bound and within Int.
        return min(baseDelay * (1 << min(retryCount, 30)), maximumDelay) * random
    }
}
