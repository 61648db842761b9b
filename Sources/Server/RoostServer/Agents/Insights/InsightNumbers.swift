import RetrievalEngine

/// The numbers that an answer may have, and the check that a text has no others.
///
/// A number in a text is good when it is one of those given, or one rounded to the decimals that the text shows; percentages
/// are compared with percentages, durations with durations in whatever unit they are told, everything else with counts.
/// Dates must lie in the periods that were looked at. What stands in quotation marks is left out when it is one of the
/// labels. Numbers in English words count like digits; what cannot be read as a number (`3x`, `½`, `twice`) is never good.
struct InsightNumbers {
    private var counts: Set<Double> = []
    private var percentages: Set<Double> = []
    /// Milliseconds.
    private var durations: Set<Double> = []
    private var labels: Set<String> = []
    private let days: [ClosedRange<Int64>]

    /// - Parameters:
    ///   - facts: See ``InsightFigures/facts(focus:topic:channel:)``; the names of its members are labels, too.
    ///   - period: Whose days may be named, and those of the period before.
    init(facts: JSONValue, period: InsightPeriod) {
        days = [period.days, period.previousDays]
        collect(facts, name: "")
    }

    private mutating func collect(_ value: JSONValue, name: String) {
        switch value {
        case .object(let members):
            for (name, member) in members {
                labels.insert(name.lowercased())
                collect(member, name: name)
            }
        case .array(let elements):
            for element in elements { collect(element, name: name) }
        case .integer(let number): collect(Double(number), name: name)
        case .number(let number): collect(number, name: name)
        case .string(let text): labels.insert(text.lowercased())
        case .bool, .null: break
        }
    }

    private mutating func collect(_ number: Double, name: String) {
        if name.hasSuffix("_ms") {
            durations.insert(abs(number))
        } else if name.hasSuffix("_percent") || name.hasSuffix("_percent_points") {
            percentages.insert(abs(number))
        } else {
            counts.insert(abs(number))
        }
    }

    /// Whether all numbers of a text are good.
    func allow(_ text: String) -> Bool {
        var rest = withoutLabels(text)
        guard let withoutDates = withoutDates(rest) else { return false }
        rest = withoutDates
        // Digits of other scripts, fractions and the like.
        guard !rest.contains(where: { $0.isNumber && !$0.isASCII }) else { return false }
        return digitsAreGood(in: rest) && wordsAreGood(in: rest)
    }
}

// MARK: - Labels and dates

extension InsightNumbers {
    private func withoutLabels(_ text: String) -> String {
        text.replacing(/["“”]([^"“”]*)["“”]/) { match in
            labels.contains(match.1.lowercased()) ? " " : String(match.0)
        }
    }

    /// - Returns: Nil when there is a date outside of the periods.
    private func withoutDates(_ text: String) -> String? {
        var isGood = true
        var rest = text.replacing(/\b(\d{4}-\d{2}-\d{2})\b/) { match in
            isGood = isGood && contains(date: String(match.1))
            return " "
        }
        // July 7th, 2026
        rest = rest.replacing(/\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?/) { match in
            guard let month = Self.month(match.1) else { return String(match.0) }
            isGood = isGood && contains(year: match.3, month: month, day: match.2)
            return " "
        }
        // 7th of July 2026
        rest = rest.replacing(/\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\b\.?(?:,? (\d{4})\b)?/) { match in
            guard let month = Self.month(match.2) else { return String(match.0) }
            isGood = isGood && contains(year: match.3, month: month, day: match.1)
            return " "
        }
        return isGood ? rest : nil
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    private static func month(_ name: Substring) -> Int? {
        let name = name.lowercased()
        let index = months.firstIndex { $0 == name || $0.prefix(3) == name || (name == "sept" && $0 == "september") }
        return index.map { $0 + 1 }
    }

    private func contains(date: String) -> Bool {
        guard let day = ISO8601Moment(date)?.microseconds.lowerBound else { return false }
        return days.contains { $0.contains(day / 1000 / InsightPeriod.dayLength) }
    }

    private func contains(year: Substring?, month: Int, day: Substring) -> Bool {
        let years =
            year.map { [String($0)] }
            ?? days.flatMap { [$0.lowerBound, $0.upperBound] }.map { String(InsightPeriod.date($0).prefix(4)) }
        func padded(_ number: Substring) -> String { number.count == 1 ? "0\(number)" : String(number) }
        return years.contains { contains(date: "\($0)-\(padded("\(month)"))-\(padded(day))") }
    }
}

// MARK: - Numbers

extension InsightNumbers {
    private func digitsAreGood(in text: String) -> Bool {
        let numbers = text.matches(of: /(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?([ \-]?)(%|[A-Za-z]*)/)
        return numbers.allSatisfy { match in
            let decimals = match.2?.count ?? 0
            let digits = match.1.replacing(",", with: "") + (match.2.map { ".\($0)" } ?? "")
            guard decimals <= 6, digits.count <= 15, let value = Double(digits) else { return false }
            return isGood(value, decimals: decimals, unit: match.4.lowercased(), isSetApart: !match.3.isEmpty)
        }
    }

    private func isGood(_ value: Double, decimals: Int, unit: String, isSetApart: Bool) -> Bool {
        if unit == "%" || unit.hasPrefix("percent") || unit == "per" {
            return Self.holds(percentages, value, decimals: decimals)
        }
        if let length = Self.units[unit] {
            return Self.holds(durations, value, decimals: decimals, unit: length)
        }
        return (unit.isEmpty || isSetApart) && Self.holds(counts, value, decimals: decimals)
    }

    /// Milliseconds.
    private static let units: [String: Double] = [
        "ms": 1, "msec": 1, "millisecond": 1, "milliseconds": 1, "s": 1e3, "sec": 1e3, "secs": 1e3, "second": 1e3,
        "seconds": 1e3, "min": 6e4, "mins": 6e4, "minute": 6e4, "minutes": 6e4, "h": 36e5, "hr": 36e5, "hrs": 36e5,
        "hour": 36e5, "hours": 36e5,
    ]

    /// Whether one of the numbers, told in a unit and rounded to so many decimals, is a value.
    private static func holds(_ numbers: Set<Double>, _ value: Double, decimals: Int, unit: Double = 1) -> Bool {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        return numbers.contains { abs(($0 / unit * scale).rounded() - value * scale) < 1e-6 }
    }

    private func wordsAreGood(in text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter }.map(String.init)
        return words.indices.allSatisfy { index in
            let word = words[index]
            if Self.multiples.contains(where: word.hasPrefix) || Self.otherNumbers.contains(word) { return false }
            if ["third", "quarter", "fifth", "tenth"].contains(word), index > 0,
                ["a", "one"].contains(words[index - 1])
            {
                return false
            }
            guard let value = Self.numberWords[word] else { return true }
            let next = index + 1 < words.count ? words[index + 1] : ""
            return isGood(value, decimals: 0, unit: next, isSetApart: true)
        }
    }

    /// Beginnings of words that compare without a number.
    private static let multiples = ["doubl", "tripl", "quadrupl", "halv", "twofold", "threefold", "tenfold"]

    private static let otherNumbers: Set<String> = [
        "twice", "thrice", "half", "thirds", "quarters", "fifths", "dozen", "dozens", "hundred", "hundreds", "thousand",
        "thousands", "million", "millions", "billion", "billions",
    ]

    /// Without `one`, which is seldom a number.
    private static let numberWords: [String: Double] = [
        "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90,
    ]
}
