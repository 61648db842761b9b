import Foundation
import RetrievalEngine

/// Times as the APIs write them: UTC, `2024-12-11T01:19:23Z` (RFC 3339).
enum Timestamp {
    /// Seconds since 1970.
    static var now: Int64 { Int64(Date.now.timeIntervalSince1970) }

    /// Milliseconds since 1970.
    static var nowMilliseconds: Int64 { RetrievalEngine.milliseconds }

    /// Microseconds since 1970.
    static var nowMicroseconds: Int64 { Int64(Date.now.timeIntervalSince1970 * 1e6) }

    /// - Parameter seconds: Since 1970.
    static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// To the millisecond: `2024-12-11T01:19:23.042Z`.
    ///
    /// - Parameter milliseconds: Since 1970.
    static func text(milliseconds: Int64) -> String {
        let digits = String(milliseconds % 1000)
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        return "\(text(milliseconds / 1000).dropLast()).\(fraction)Z"
    }

    /// To the second.
    ///
    /// - Parameter microseconds: Since 1970.
    static func text(microseconds: Int64) -> String {
        text(microseconds / 1_000_000)
    }
}
