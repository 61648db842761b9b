/// The words of a query that are asked for as a phrase, besides each by itself: quotations, and what punctuation joins
/// into one name, such as `ERR_CONN-42`, `v2.3.1`, `1,250.50`, `lib/main.swift`, `a.b@example.org` and `R&D`.
///
/// The full-text index knows only their parts. A phrase is as rare as the exact form, so a text that holds it outranks
/// one that holds the parts here and there. Words that only hyphens or apostrophes join are no phrase: spellings of
/// `long-term` differ, and their parts mean something by themselves.
struct LexicalPhrases {
    /// More words than this, or characters of scripts without spaces, are no phrase.
    private static let maximumTokenCount = 32

    /// By the index of the phrase's last word; its tokens joined by spaces.
    private(set) var phrases: [Int: [String]] = [:]

    /// - Complexity: O(`query`'s length).
    init(_ words: [LexicalWords.Word], in query: String) {
        addNames(words, in: query)
        addQuotations(words, in: query)
    }

    private mutating func add(_ words: ArraySlice<LexicalWords.Word>) {
        // Every word has a token: this bounds the work.
        guard !words.isEmpty, words.count <= Self.maximumTokenCount else { return }
        let tokens = words.flatMap(\.tokens)
        guard 2...Self.maximumTokenCount ~= tokens.count else { return }
        phrases[words.endIndex - 1, default: []].append(tokens.joined(separator: " "))
    }
}

// MARK: Names

extension LexicalPhrases {
    private static let longestJoint = 3
    private static let joiners: Set<Character> = [
        "_", "-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2212}", ".", "/", "\\", ":", "@", "#", "&", "+",
        "=", "~", "%", "?", "·",
    ]
    private static let joinersOfNames: Set<Character> = ["_", ".", "/", "\\", ":", "@", "#", "&", "="]

    private mutating func addNames(_ words: [LexicalWords.Word], in query: String) {
        var start = 0
        while start < words.count {
            var end = start + 1
            var hasJoinerOfNames = false
            while end < words.count, let joint = Self.joint(words[end - 1], words[end], in: query) {
                hasJoinerOfNames = hasJoinerOfNames || joint.contains(where: Self.joinersOfNames.contains)
                end += 1
            }
            let group = words[start..<end]
            if hasJoinerOfNames || Self.isCode(group), !Self.isFunctionWords(group) { add(group) }
            start = end
        }
    }

    /// The punctuation that joins two neighbours into one name; nil when they are apart.
    private static func joint(
        _ first: LexicalWords.Word,
        _ second: LexicalWords.Word,
        in query: String
    ) -> Substring? {
        guard !first.isWrittenWithoutSpaces, !second.isWrittenWithoutSpaces else { return nil }
        let gap = query[first.text.endIndex..<second.text.startIndex]
        let isInNumber = gap == "," && first.text.last?.isNumber == true && second.text.first?.isNumber == true
        guard isInNumber || gap.prefix(longestJoint + 1).count <= longestJoint && gap.allSatisfy(joiners.contains)
        else { return nil }
        return gap
    }

    /// Whether a group holds a number or is written in capitals.
    private static func isCode(_ group: ArraySlice<LexicalWords.Word>) -> Bool {
        group.contains { $0.text.contains(where: \.isNumber) }
            || group.allSatisfy { $0.text.allSatisfy(\.isUppercase) }
    }

    /// Such as `and/or`.
    private static func isFunctionWords(_ group: ArraySlice<LexicalWords.Word>) -> Bool {
        group.allSatisfy { $0.tokens.allSatisfy(EnglishStopWords.all.contains) }
    }
}

// MARK: Quotations

extension LexicalPhrases {
    /// Marks that close each other. Languages differ in which of them opens („…“, “…”, ”…”, »…«), so the first opens.
    private static let quotationMarks: [Character: Int] = [
        "\"": 0, "\u{FF02}": 0,
        "“": 1, "”": 1, "„": 1, "‟": 1, "〝": 1, "〞": 1, "〟": 1,
        "«": 2, "»": 2,
        "‹": 3, "›": 3,
        "「": 4, "」": 4, "｢": 4, "｣": 4,
        "『": 5, "』": 5,
    ]

    private mutating func addQuotations(_ words: [LexicalWords.Word], in query: String) {
        var openings: [Int: Int] = [:]
        var wordCount = 0
        for index in query.indices {
            guard let kind = Self.quotationMarks[query[index]] else { continue }
            while wordCount < words.count, words[wordCount].text.startIndex < index { wordCount += 1 }
            if let opening = openings.removeValue(forKey: kind) {
                add(words[opening..<wordCount])
            } else {
                openings[kind] = wordCount
            }
        }
    }
}
