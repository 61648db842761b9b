/// A word of a text, with what its spelling tells.
struct WordToken: Sendable {
    var text: Substring
    /// Whether a sentence begins with it.
    var startsSentence: Bool

    /// The words and numbers of a text, in order.
    static func tokens(of text: Substring) -> [WordToken] {
        var tokens: [WordToken] = []
        var startsSentence = true
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            guard character.isLetter || character.isNumber else {
                startsSentence = startsSentence || character.endsClause
                index = text.index(after: index)
                continue
            }
            let end = wordEnd(in: text, from: index)
            tokens.append(WordToken(text: text[index..<end], startsSentence: startsSentence))
            startsSentence = false
            index = end
        }
        return tokens
    }

    /// Letters and digits, and what may stand between two of them: an apostrophe, and between digits a point or comma.
    private static func wordEnd(in text: Substring, from start: String.Index) -> String.Index {
        var index = start
        while index < text.endIndex {
            let character = text[index]
            if !character.isLetter, !character.isNumber {
                let next = text.index(after: index)
                guard next < text.endIndex, index > start else { break }
                let before = text[text.index(before: index)]
                let isApostrophe = (character == "'" || character == "’") && before.isLetter && text[next].isLetter
                let isSeparator = (character == "." || character == ",") && before.isNumber && text[next].isNumber
                guard isApostrophe || isSeparator else { break }
            }
            index = text.index(after: index)
        }
        return index
    }
}

extension WordToken {
    /// Whether it is spelt as a name: a capital where the grammar asks for none, or letters and digits together.
    var isName: Bool {
        guard let first = text.first else { return false }
        let isMixed = text.contains(where: \.isLetter) && text.contains(where: \.isNumber) && !isOrdinal
        let isCapitalized = first.isUppercase && !startsSentence && text.count > 1
        return isMixed || isCapitalized
    }

    /// `2nd`, `21st`, `90s`.
    private var isOrdinal: Bool {
        ["st", "nd", "rd", "th", "s"].contains(String(text.drop(while: \.isNumber)))
    }
}

extension Character {
    /// After which a capital tells nothing.
    fileprivate var endsClause: Bool {
        isNewline || ".!?:;\"“„«(*-–—•|".contains(self)
    }
}
