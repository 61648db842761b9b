import Ranking

/// A word of a text, with what the analysis asks of it.
struct Word: Sendable {
    /// In lower case.
    var text: String
    /// What it is matched by: equal for the forms of one word. Several for a run of a script without word spaces.
    var terms: [String]
    /// Begins with a capital letter.
    var isCapitalized: Bool
    /// Holds a digit.
    var isNumeric: Bool
    /// A currency sign stands right before, or a sign of a unit right after it, such as `%` or `°`.
    var symbols: [Character]
    /// Punctuation stands between the word before and this one.
    var followsBreak: Bool
    /// The place in the text, in UTF-8 code units.
    var utf8Range: Range<Int>

    var isFunctionWord: Bool { EnglishWords.function.contains(text) }
    var isNumeral: Bool { isNumeric || EnglishWords.numerals.contains(text) }
    /// A whole number that may be a year.
    var isYear: Bool {
        guard text.utf8.count == 4, let year = Int(text) else { return false }
        return (1000...2199).contains(year)
    }
}

extension Word {
    /// The words of a text, in order.
    ///
    /// A word is a run of letters, digits and marks; in numbers a point, a comma or a colon between digits belongs to it
    /// (`1,250.5`, `8:30`).
    ///
    /// - Complexity: O(*n*).
    static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var reader = WordReader(text)
        while let word = reader.next() { words.append(word) }
        return words
    }

    /// The form of a word that others of its kind share.
    static func term(of word: String) -> String {
        PorterStemmer.stem(EnglishWords.baseForms[word] ?? word)
    }
}

/// Reads the words of a text one after another.
private struct WordReader {
    private let characters: [Character]
    private var position = 0
    private var utf8Offset = 0
    private var isFirst = true

    init(_ text: String) {
        characters = Array(text)
    }

    mutating func next() -> Word? {
        var followsBreak = isFirst
        var symbols: [Character] = []
        while position < characters.count, !characters[position].isPartOfWord {
            let character = characters[position]
            if !character.isWhitespace, character != "-", character != "'", character != "’" { followsBreak = true }
            symbols = Word.currencies.contains(character) ? [character] : []
            advance()
        }
        guard position < characters.count else { return nil }
        isFirst = false
        let (start, first) = (utf8Offset, position)
        let isSpaced = characters[position].isSpaced
        repeat { advance() } while continuesWord(isSpaced: isSpaced)
        let run = characters[first..<position]
        if position < characters.count, Word.unitSigns.contains(characters[position]) {
            symbols.append(characters[position])
        }
        let text = String(run).lowercased()
        return Word(
            text: text,
            terms: Self.terms(of: text),
            isCapitalized: run.first?.isUppercase == true,
            isNumeric: run.contains { $0.isNumber },
            symbols: symbols,
            followsBreak: followsBreak,
            utf8Range: start..<utf8Offset
        )
    }

    private mutating func advance() {
        utf8Offset += characters[position].utf8.count
        position += 1
    }

    private func continuesWord(isSpaced: Bool) -> Bool {
        guard position < characters.count else { return false }
        if characters[position].isPartOfWord { return characters[position].isSpaced == isSpaced }
        return [".", ",", ":"].contains(characters[position]) && position + 1 < characters.count
            && characters[position - 1].isNumber && characters[position + 1].isNumber
    }

    /// The term of a word; pairs of characters where the script has no word spaces, as in the full-text index.
    private static func terms(of text: String) -> [String] {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value < 0x0E00 }
        return isPlain ? [Word.term(of: text)] : LexicalTerms(query: text).terms
    }
}

extension Word {
    fileprivate static let currencies: Set<Character> = ["$", "€", "£", "¥", "₽", "₹", "₩"]
    fileprivate static let unitSigns: Set<Character> = ["%", "°", "€", "$", "£", "′", "″", "‰"]
}

extension Character {
    fileprivate var isPartOfWord: Bool { isLetter || isNumber }

    /// Not of a script that writes words without spaces: there a run of letters is no word, and digits between them
    /// (`1066年`) must not become part of it. All from Thai on count as such; where that is wrong, a digit ends a word.
    fileprivate var isSpaced: Bool {
        isASCII || (unicodeScalars.first?.value ?? 0) < 0x0E00
    }
}
