/// Splits text into words at what is neither letter, digit nor mark, and where a script without word spaces begins or
/// ends.
struct LexicalWords: Sequence, IteratorProtocol {
    /// A run of characters of one kind.
    struct Word {
        /// Where it stands.
        var text: Substring
        var isWrittenWithoutSpaces: Bool

        /// Its tokens in the full-text index, in lower case: the word, or each character of a run without spaces.
        var tokens: [String] {
            let folded = text.lowercased()
            return isWrittenWithoutSpaces ? folded.map(String.init) : [folded]
        }

        /// What is looked for: the word itself, or the pairs of neighbours of a run without spaces (the one character
        /// of a short run).
        var terms: [String] {
            let tokens = tokens
            return tokens.count > 1 ? zip(tokens, tokens.dropFirst()).map { "\($0) \($1)" } : tokens
        }
    }

    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    mutating func next() -> Word? {
        rest = rest.drop { $0.lexicalKind == .separator }
        guard let kind = rest.first?.lexicalKind else { return nil }
        let run = rest.prefix { $0.lexicalKind == kind }
        rest = rest[run.endIndex...]
        return Word(text: run, isWrittenWithoutSpaces: kind == .unspaced)
    }
}

private enum LexicalKind {
    case separator
    case spaced
    case unspaced
}

extension Character {
    /// A character is what all of its scalars are: a quote with a combining accent is still a separator.
    fileprivate var lexicalKind: LexicalKind {
        guard let first = unicodeScalars.first, unicodeScalars.allSatisfy(\.isPartOfWord) else { return .separator }
        return first.isWrittenWithoutSpaces ? .unspaced : .spaced
    }
}

extension Unicode.Scalar {
    fileprivate var isPartOfWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .privateUse:
            true
        default:
            false
        }
    }

    /// Whether the scalar is of a script that does not separate words by spaces, or separates them by grammar rather
    /// than by meaning (Korean): Thai, Lao, Burmese, Khmer, kana, Chinese characters and Hangul.
    var isWrittenWithoutSpaces: Bool {
        switch value {
        case 0x0E01...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007,
            0x3021...0x3029, 0x3031...0x3035, 0x3041...0x30FF, 0x3105...0x318F, 0x31A0...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xA960...0xA97F, 0xAA60...0xAA7F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC,
            0x1B000...0x1B16F, 0x20000...0x3FFFF:
            true
        default:
            false
        }
    }
}
