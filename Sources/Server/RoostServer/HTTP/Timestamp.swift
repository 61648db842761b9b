import Foundation

/// Times as the APIs write them: UTC, to the second, `2024-12-11T01:19:23Z` (RFC 3339).
enum Timestamp {
    /// - Parameter seconds: Since 1970.
    static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// Seconds since 1970.
    static var now: Int64 { Int64(Date.now.timeIntervalSince1970) }
}
