import Foundation

/// What a message names: addresses, amounts, dates, numbers and names, as they stand there.
///
/// Each text once, in the order of the message. Where two kinds could claim the same place, the earlier one of this list
/// has it: URLs, e-mail addresses, amounts of money, dates, phone numbers, numbers of orders and the like, names.
enum MessageEntities {
    /// Entities of a message, at most.
    static let maximumCount = 50
    static let maximumLength = 200

    /// - Parameter namesIncluded: Whether capitals tell names, as they do in English.
    /// - Complexity: O(text), for texts as short as messages.
    static func entities(in text: String, namesIncluded: Bool) -> [String] {
        var claimed: [Range<String.Index>] = []
        func claim(_ ranges: [Range<String.Index>]) {
            for range in ranges where !claimed.contains(where: { $0.overlaps(range) }) { claimed.append(range) }
        }
        for pattern in MessagePattern.all { claim(pattern.ranges(in: text)) }
        if namesIncluded { claim(MessageNames.ranges(in: text)) }
        var seen: Set<String> = []
        return claimed.sorted { $0.lowerBound < $1.lowerBound }
            .map { text[$0].split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { $0.unicodeScalars.count <= maximumLength && seen.insert($0.lowercased()).inserted }
            .prefix(maximumCount).map(\.self)
    }
}

/// One kind of thing that has a form of its own.
private struct MessagePattern: Sendable {
    /// The first group that took part is what counts, without one the whole match.
    let expression: String
    /// Marks that belong to the sentence when they stand at the end.
    var trimmed = ""
    var isCaseSensitive = false
    var isAccepted: @Sendable (Substring) -> Bool = { _ in true }

    private static let months =
        "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
        + "|nov(?:ember)?|dec(?:ember)?)\\b\\.?"
    private static let days = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"

    static let all = [
        Self(expression: #"\b(?:https?://|www\.)[^\s<>"']{2,}"#, trimmed: ".,;:!?)]"),
        Self(expression: #"[A-Z0-9._%+\-]{1,64}@[A-Z0-9\-]{1,63}(?:\.[A-Z0-9\-]{1,63}){1,8}"#, trimmed: ".-"),
        Self(
            expression: #"(?<![\w])(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF)\b)\s?\d[\d.,]*|(?<![\w#.,])\d[\d.,]*\s?"#
                + #"(?:[€£$¥₹]|(?:USD|EUR|GBP|CHF|dollars?|euros?|pounds?|bucks|cents?|quid)\b)"#,
            trimmed: ".,"
        ),
        Self(
            expression:
                #"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?"#
                + months + #"(?:,?\s+\d{4}\b)?|\b"# + months + #"\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4}\b)?|\b"#
                + days
                + #"\b"#,
            trimmed: "."
        ),
        Self(
            expression: #"(?<![\w#\-])(?:\+\d|\(?\d)[\d\s().\-/]{5,18}\d(?![\w\-])"#,
            isAccepted: isPhoneNumber
        ),
        Self(
            expression:
                #"\b(?:order|invoice|tracking|ticket|reference|ref|parcel|package|shipment|delivery|booking|item|"#
                + #"article|return|receipt|case|customer)s?\s*(?:number|no\.?|nr\.?|code|id)?\s*(?:is|was|:)?\s*"#
                + #"(#?\s?(?=[A-Z\-]{0,12}\d)[A-Z0-9][A-Z0-9\-/]{2,30})"#,
            trimmed: "-/"
        ),
        Self(expression: #"#\s?(?=[A-Z\-]{0,8}\d)[A-Z0-9][A-Z0-9\-]{0,30}"#, trimmed: "-"),
        Self(
            expression: #"(?<![\w\-])(?:[A-Z]{1,6}-?\d[A-Z0-9\-]{2,20}|\d{5,20}|\d{1,6}(?:-\d{2,10}){1,3})(?![\w])"#,
            trimmed: "-",
            isCaseSensitive: true
        ),
    ]

    func ranges(in text: String) -> [Range<String.Index>] {
        let options: NSRegularExpression.Options = isCaseSensitive ? [] : [.caseInsensitive]
        guard let compiled = try? NSRegularExpression(pattern: expression, options: options) else { return [] }
        let whole = NSRange(text.startIndex..<text.endIndex, in: text)
        return compiled.matches(in: text, range: whole).compactMap { match in
            let group = (1..<match.numberOfRanges).map { match.range(at: $0) }.first { $0.location != NSNotFound }
            guard let range = Range(group ?? match.range, in: text) else { return nil }
            let trimmed = trimmedRange(range, in: text)
            return trimmed.isEmpty || !isAccepted(text[trimmed]) ? nil : trimmed
        }
    }

    private func trimmedRange(_ range: Range<String.Index>, in text: String) -> Range<String.Index> {
        var end = range.upperBound
        while end > range.lowerBound, trimmed.contains(text[text.index(before: end)]) { end = text.index(before: end) }
        return range.lowerBound..<end
    }

    /// Seven to fifteen digits (ITU-T E.164), and something that a mere number does not have.
    @Sendable
    private static func isPhoneNumber(_ text: Substring) -> Bool {
        let digitCount = text.count { $0.isNumber }
        guard (7...15).contains(digitCount) else { return false }
        let groupCount = text.split { !$0.isNumber }.count
        return text.hasPrefix("+") || groupCount >= 3 || text.contains("(")
            || (text.hasPrefix("0") && (groupCount > 1 || digitCount >= 10)) || (groupCount == 2 && text.contains(" "))
    }
}
