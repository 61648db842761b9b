/// A date, or a date with a time, in the extended format of ISO 8601 (RFC 3339, section 5.6, and looser): a space may
/// take the place of `T`, seconds and zone may be missing; without a zone it is UTC.
struct ISO8601Moment: Equatable {
    /// All that the text may mean, as microseconds since 1970: a date is its whole day, a time of whole seconds its whole
    /// second, a time with a fraction one microsecond.
    let microseconds: Range<Int64>

    private static let second: Int64 = 1_000_000

    /// - Returns: Nil for any other text, and for a day or time that does not exist.
    init?(_ text: String) {
        var reader = DigitReader(text)
        guard
            let year = reader.number(4), year >= 1, reader.skip("-"),
            let month = reader.number(2), (1...12).contains(month), reader.skip("-"),
            let day = reader.number(2), (1...Self.dayCount(year: year, month: month)).contains(day)
        else { return nil }
        let midnight = Self.dayNumber(year: year, month: month, day: day) * 86_400 * Self.second
        guard !reader.isAtEnd else {
            microseconds = midnight..<midnight + 86_400 * Self.second
            return
        }
        guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let time = reader.time(),
            let zone = reader.zone(),
            reader.isAtEnd
        else { return nil }
        let start = midnight + (time.seconds - zone) * Self.second + time.microseconds
        microseconds = start..<start + (time.microseconds == 0 ? Self.second : 1)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar
    /// (https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func dayCount(year: Int64, month: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Reads numbers of fixed length.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest.removeFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`, digits behind the sixth being left out.
    mutating func time() -> (seconds: Int64, microseconds: Int64)? {
        guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60 else { return nil }
        var seconds = hour * 3600 + minute * 60
        guard skip(":") else { return (seconds, 0) }
        guard let second = number(2), second < 60 else { return nil }
        seconds += second
        guard skip(".") || skip(",") else { return (seconds, 0) }
        guard let first = number(1) else { return nil }
        var microseconds = first * 100_000
        var unit: Int64 = 10_000
        while let digit = number(1) {
            microseconds += digit * unit
            unit /= 10
        }
        return (seconds, microseconds)
    }

    /// `Z`, `±HH:MM`, `±HHMM` or `±HH` as seconds east of UTC; 0 when there is none.
    ///
    /// A space stands for a plus: that is what an unescaped one becomes in a URL.
    mutating func zone() -> Int64? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+") || skip(" "), let hours = number(2), hours < 24 else { return nil }
        _ = skip(":")
        let minutes: Int64
        if isAtEnd {
            minutes = 0
        } else {
            guard let number = number(2), number < 60 else { return nil }
            minutes = number
        }
        return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
