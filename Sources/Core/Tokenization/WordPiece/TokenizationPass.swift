/// One pass over a text that hands its tokens to a sink, in order.
///
/// Runs of ASCII are cut and looked up where they stand. A word with anything else in it is normalised into a buffer
/// first, up to the next ASCII space or punctuation, over which no step of normalisation reaches.
struct TokenizationPass<Sink: TokenSink> {
    private let model: WordPieceModel
    private(set) var sink: Sink
    private var word: WordBuffer
    /// The tokens of the word at hand: ids and where they end. Only a word that matches to its end has tokens.
    private var pieces: [WordPieceModel.Piece] = []

    init(_ model: WordPieceModel, into sink: Sink) {
        self.model = model
        self.sink = sink
        word = WordBuffer(maximumLength: model.maximumWordLength)
    }

    /// - Complexity: O(bytes · length of the longest token) at worst; no allocation per word.
    mutating func run(over text: Span<UInt8>) {
        var start = 0
        while !sink.isFull, let match = model.addedTokens.firstMatch(in: text, from: start) {
            split(text, start..<match.range.lowerBound)
            sink.append(match.id, from: match.range.lowerBound, to: match.range.upperBound)
            start = match.range.upperBound
        }
        split(text, start..<text.count)
    }

    private mutating func split(_ text: Span<UInt8>, _ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound, !sink.isFull {
            let start = index
            while index < range.upperBound, byteClass(text[index]) == .letter { index += 1 }
            if index < range.upperBound, byteClass(text[index]) == .other {
                index = normalize(text, start..<range.upperBound)
                continue
            }
            if index > start { appendPlain(text, start..<index) }
            guard index < range.upperBound else { return }
            if byteClass(text[index]) == .isolated { appendPlain(text, index..<index + 1) }
            index += 1
        }
    }

    @inline(__always)
    private func byteClass(_ byte: UInt8) -> WordPieceModel.ByteClass {
        model.byteClasses[Int(byte)]
    }

    /// Appends the tokens of a word of ASCII letters.
    private mutating func appendPlain(_ text: Span<UInt8>, _ range: Range<Int>) {
        guard range.count <= model.maximumWordLength, model.cut(text, range, into: &pieces) else {
            return sink.append(model.unknownTokenID, from: range.lowerBound, to: range.upperBound)
        }
        var start = range.lowerBound
        for piece in pieces {
            sink.append(piece.id, from: start, to: piece.end)
            start = piece.end
        }
    }
}

extension TokenizationPass {
    /// Normalises from the start of a word up to the next ASCII space or punctuation and appends the tokens.
    ///
    /// - Returns: Where it stopped.
    private mutating func normalize(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound, !sink.isFull {
            let byteClass = byteClass(text[index])
            if byteClass == .space || byteClass == .isolated { break }
            let (scalar, end) = text.scalar(at: index)
            apply(model.normalization.action(of: scalar), to: scalar, from: index..<end)
            index = end
        }
        endWord()
        return index
    }

    private mutating func apply(_ action: ScalarAction, to scalar: UInt32, from source: Range<Int>) {
        switch action.kind {
        case .letter:
            word.append(action.target(of: scalar), from: source)
        case .space:
            endWord()
        case .isolated:
            endWord()
            word.append(action.target(of: scalar), from: source)
            endWord()
        case .removed:
            break
        case .removedStarter:
            word.stopMarks()
        case .mark:
            let combiningClass = model.normalization.combiningClass(of: scalar)
            word.append(mark: scalar, combiningClass: combiningClass, from: source)
        case .expansion:
            applyEach(model.normalization.expansion(action), from: source)
        case .hangul:
            let jamo = Hangul.jamo(of: scalar)
            word.append(jamo.leading, from: source)
            word.append(jamo.vowel, from: source)
            if let trailing = jamo.trailing { word.append(trailing, from: source) }
        }
    }

    private mutating func applyEach(_ scalars: [UInt32], from source: Range<Int>) {
        for scalar in scalars {
            apply(model.normalization.action(of: scalar), to: scalar, from: source)
        }
    }

    /// Appends the tokens of the word in the buffer and empties it.
    private mutating func endWord() {
        guard !word.isEmpty else { return word.removeAll() }
        defer { word.removeAll() }
        guard word.cut(with: model, into: &pieces) else {
            return sink.append(model.unknownTokenID, from: word.source.lowerBound, to: word.source.upperBound)
        }
        var start = 0
        for piece in pieces {
            let source = word.source(of: start..<piece.end)
            sink.append(piece.id, from: source.lowerBound, to: source.upperBound)
            start = piece.end
        }
    }
}
