import Tokenization

/// Cuts a text into pieces that chunks are made of: sentences, and parts of those that are too long.
///
/// A sentence that is long against the target is cut at its stops and lines, since lists and tables have no full stops,
/// and text without capitals has no sentences. What is larger than a chunk may be is cut at white space, and a word that
/// is too large at characters; a single character that is too large (thousands of combining marks) at Unicode scalars.
struct PieceCutter {
    let text: OffsetText
    let tokenizer: WordPieceTokenizer
    /// Sentences with more tokens are cut into their parts.
    let partThreshold: Int
    /// No piece has more tokens.
    let maximumTokenCount: Int
    /// No piece has more UTF-8 code units.
    let maximumByteCount: Int

    /// How many characters of a word that is too large go into one piece.
    private static let wordPartLength = 64

    private var pieces: [Piece] = []
    private var section = 0

    init(
        text: OffsetText,
        tokenizer: WordPieceTokenizer,
        partThreshold: Int,
        maximumTokenCount: Int,
        maximumByteCount: Int
    ) {
        self.text = text
        self.tokenizer = tokenizer
        self.partThreshold = partThreshold
        self.maximumTokenCount = maximumTokenCount
        self.maximumByteCount = maximumByteCount
    }

    /// The pieces of the whole text, in order; together they hold everything but white space.
    ///
    /// - Complexity: O(*n*).
    mutating func pieces(along outline: Outline) -> [Piece] {
        let marks = TextMarks(text: text, outline: outline).marks
        var boundary = Piece.Boundary.grapheme
        for (position, mark) in marks.enumerated() {
            let end = position + 1 < marks.count ? marks[position + 1].utf8Offset : text.utf8Count
            boundary = max(boundary, mark.boundary)
            section = mark.section ?? section
            if let range = text.trimmed(mark.utf8Offset..<end) {
                appendSentence(range, boundary)
                boundary = .grapheme
            }
        }
        return pieces
    }

    private mutating func appendSentence(_ range: Range<Int>, _ boundary: Piece.Boundary) {
        if append(range, boundary, maximumTokenCount: min(partThreshold, maximumTokenCount)) { return }
        var boundary = boundary
        for part in SentenceParts(text[range]) {
            guard let range = text.trimmed(text.range(of: part.text)) else { continue }
            if !append(range, boundary, maximumTokenCount: maximumTokenCount) {
                appendWords(range, boundary)
            }
            boundary = part.end
        }
    }

    private mutating func appendWords(_ range: Range<Int>, _ boundary: Piece.Boundary) {
        var boundary = boundary
        for word in text[range].split(whereSeparator: \.isBlank) {
            if !append(text.range(of: word), boundary, maximumTokenCount: maximumTokenCount) {
                appendParts(of: word, boundary)
            }
            boundary = .word
        }
    }

    private mutating func appendParts(of word: Substring, _ boundary: Piece.Boundary) {
        var boundary = boundary
        var start = word.startIndex
        while start < word.endIndex {
            let end = word.index(start, offsetBy: Self.wordPartLength, limitedBy: word.endIndex) ?? word.endIndex
            appendHalves(of: word[start..<end], boundary)
            boundary = .grapheme
            start = end
        }
    }

    private mutating func appendHalves(of part: Substring, _ boundary: Piece.Boundary) {
        if append(text.range(of: part), boundary, maximumTokenCount: maximumTokenCount) { return }
        let characterCount = part.count
        guard characterCount > 1 else { return appendHalves(ofCharacter: part.unicodeScalars, boundary) }
        let middle = part.index(part.startIndex, offsetBy: characterCount / 2)
        appendHalves(of: part[..<middle], boundary)
        appendHalves(of: part[middle...], .grapheme)
    }

    private mutating func appendHalves(ofCharacter scalars: Substring.UnicodeScalarView, _ boundary: Piece.Boundary) {
        let range = text.range(of: Substring(scalars))
        if append(range, boundary, maximumTokenCount: maximumTokenCount) { return }
        let middle = scalars.index(scalars.startIndex, offsetBy: scalars.count / 2)
        guard middle > scalars.startIndex else { return appendAnyway(range, boundary) }
        appendHalves(ofCharacter: scalars[..<middle], boundary)
        appendHalves(ofCharacter: scalars[middle...], .grapheme)
    }

    /// Appends a piece if it is small enough; returns whether it was.
    private mutating func append(
        _ range: Range<Int>,
        _ boundary: Piece.Boundary,
        maximumTokenCount: Int
    ) -> Bool {
        guard range.count <= maximumByteCount else { return false }
        let count = tokenizer.tokenCount(text[range])
        guard count <= maximumTokenCount else { return false }
        pieces.append(Piece(utf8Range: range, tokenCount: count, boundary: boundary, section: section))
        return true
    }

    private mutating func appendAnyway(_ range: Range<Int>, _ boundary: Piece.Boundary) {
        let count = tokenizer.tokenCount(text[range])
        pieces.append(Piece(utf8Range: range, tokenCount: count, boundary: boundary, section: section))
    }
}
