/// Finds names in English text by their capitals.
enum MessageNames {
    private struct Word {
        var range: Range<String.Index>
        var beginsSentence: Bool
    }

    /// Runs of capitalised words; of those that begin a sentence only what follows counts, unless the word is none that
    /// English has. A text in capitals has no names.
    static func ranges(in text: String) -> [Range<String.Index>] {
        let words = words(of: text)
        let capitalCount = words.count { text[$0.range.lowerBound].isUppercase }
        guard words.count < 4 || 2 * capitalCount <= words.count else { return [] }
        var ranges: [Range<String.Index>] = []
        var isRunning = false
        for (index, word) in words.enumerated() {
            let isName = isName(word, text: text, before: index + 1 < words.count ? words[index + 1] : nil)
            if isName, isRunning, !word.beginsSentence, let last = ranges.last,
                text[last.upperBound..<word.range.lowerBound].allSatisfy({ $0 == " " })
            {
                ranges[ranges.count - 1] = last.lowerBound..<word.range.upperBound
            } else if isName {
                ranges.append(word.range)
            }
            isRunning = isName
        }
        return ranges
    }

    private static func isName(_ word: Word, text: String, before next: Word?) -> Bool {
        let form = text[word.range]
        guard let first = form.first, first.isUppercase, form.count > 1 else { return false }
        let lower = form.lowercased()
        if form.allSatisfy({ $0.isUppercase || $0.isNumber }) {
            // An abbreviation, not a word that is shouted.
            return form.count <= 5 && !word.beginsSentence && !MessageLanguage.isEnglishWord(lower)
        }
        guard !neverNames.contains(lower) else { return false }
        guard word.beginsSentence else { return true }
        guard !MessageLanguage.isEnglishWord(lower), let next else { return false }
        return text[next.range.lowerBound].isUppercase && !next.beginsSentence && text[next.range].count > 1
    }

    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var beginsSentence = true
        var position = text.startIndex
        while position < text.endIndex {
            let character = text[position]
            guard character.isLetter || character.isNumber else {
                if ".!?\n:;\"“(…".contains(character), !followsTitle(words.last, in: text) { beginsSentence = true }
                position = text.index(after: position)
                continue
            }
            let end = text[position...].firstIndex { !$0.isLetter && !$0.isNumber && $0 != "-" } ?? text.endIndex
            // What follows an apostrophe is no word: `Tom's`, `I'm`.
            let isRest = position > text.startIndex && "'’".contains(text[text.index(before: position)])
            if !isRest || text.distance(from: position, to: end) > 2 {
                words.append(Word(range: position..<end, beginsSentence: beginsSentence))
            }
            beginsSentence = false
            position = end
        }
        return words
    }

    private static func followsTitle(_ word: Word?, in text: String) -> Bool {
        word.map { ["Mr", "Mrs", "Ms", "Dr", "St"].contains(text[$0.range]) } ?? false
    }

    private static let neverNames: Set = [
        "i", "i'm", "mr", "mrs", "ms", "dr", "sir", "madam", "hello", "hi", "hey", "thanks", "thank", "please", "the",
        "team", "support", "dear", "ok", "okay", "yes", "no", "order", "good", "morning", "afternoon", "evening",
        "today", "tomorrow", "yesterday",
    ]
}
