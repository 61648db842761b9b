import Foundation

/// The time that a question is about.
struct InsightPeriod: Hashable {
    /// Since 1970.
    let milliseconds: Range<Int64>
    /// The number of days that it was asked for by; nil when it was asked for by dates.
    private let lastDayCount: Int?

    static let dayLength: Int64 = 86_400_000
    static let usualDayCount = 7
    private static let maximumDayCount = 366

    init(milliseconds: Range<Int64>) {
        self.milliseconds = milliseconds
        lastDayCount = nil
    }

    /// So many times 24 hours, up to now.
    ///
    /// They are no calendar days, of which today would be cut short: the period before is as long, so that what happened in
    /// both can be compared.
    init(dayCount: Int, now: Int64) {
        milliseconds = now + 1 - Int64(dayCount) * Self.dayLength..<now + 1
        lastDayCount = dayCount
    }

    /// The number of days that a text such as `30d` means, at most 366; the usual one when it means none, or a century.
    static func dayCount(of text: String) -> Int {
        let text = text.trimmed.lowercased()
        guard text.last == "d", text.utf8.dropLast().allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(text.dropLast()), (1...36_500).contains(count)
        else { return usualDayCount }
        return min(count, maximumDayCount)
    }

    /// How many days it has, those that are not whole included.
    var dayCount: Int {
        Int((milliseconds.upperBound - milliseconds.lowerBound + Self.dayLength - 1) / Self.dayLength)
    }

    /// Its days since 1970, UTC.
    var days: ClosedRange<Int64> {
        Self.day(of: milliseconds.lowerBound)...Self.day(of: milliseconds.upperBound - 1)
    }

    /// The days of the period of the same length before it.
    var previousDays: ClosedRange<Int64> {
        let length = milliseconds.upperBound - milliseconds.lowerBound
        return Self.day(of: milliseconds.lowerBound - length)...Self.day(of: milliseconds.lowerBound - 1)
    }

    private static func day(of milliseconds: Int64) -> Int64 {
        milliseconds >= 0 ? milliseconds / dayLength : -((dayLength - 1 - milliseconds) / dayLength)
    }

    // MARK: Words

    /// Such as `in the last 7 days`.
    var phrase: String {
        if let lastDayCount { return "in the last \(Self.days(lastDayCount))" }
        return days.count == 1
            ? "on \(Self.date(days.lowerBound))" : "from \(Self.date(days.lowerBound)) to \(Self.date(days.upperBound))"
    }

    /// Such as `the 7 days before`.
    var previousName: String {
        dayCount == 1 ? "the day before" : "the \(dayCount) days before"
    }

    private static func days(_ count: Int) -> String { count == 1 ? "day" : "\(count) days" }

    /// A day as `2026-07-01`.
    static func date(_ day: Int64) -> String { String(Timestamp.text(day * 86_400).prefix(10)) }
}
