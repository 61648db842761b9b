import Tokenization

/// Checks the citations of a reply while it is being written.
///
/// Text passes through as it comes. From the first marker of a sentence on it waits for the end of the sentence; then
/// the sentence is judged, and a marker is shown only if the passage that it names was given and supports the sentence.
/// A marker that names only others is replaced by the best passage that does, or left out. A supported sentence without
/// a marker gets one. So every marker that a reader sees can be trusted, wherever the pieces of the text end.
package struct CitationChecker {
    /// Judges a sentence, given without markers.
    package typealias Judge = (_ sentence: String) async throws -> Verdict

    enum Piece {
        case text(String)
        case marker(CitationMarker)
    }

    /// A sentence that does not end is cut here, in scalars.
    private static let maximumSentenceLength = 2000

    /// The sentences judged so far.
    package internal(set) var sentences: [CheckedSentence] = []

    let passageCount: Int
    private let shownNumber: (PassageSupport) -> Int
    var lexer = MarkerLexer()
    var output = OutputGuard()
    /// The sentence that is being written, without markers.
    var sentence = ""
    var sentenceLength = 0
    /// What of it may not be shown yet: white space at its end, and all from its first marker on.
    var held: [Piece] = []
    var holdsMarker = false

    /// - Parameters:
    ///   - passageCount: How many passages were given; their numbers begin at 1.
    ///   - shownNumber: The number by which readers know the passage of a support, where it is not the given one. Supports
    ///     of different passages must have different ones.
    package init(passageCount: Int, shownNumber: @escaping (PassageSupport) -> Int = { $0.number }) {
        self.passageCount = passageCount
        self.shownNumber = shownNumber
    }

    /// Shows markers for passages that support the sentence.
    mutating func show(_ supports: [PassageSupport]) -> String {
        supports.reduce(into: "") { $0 += output.append(marker: shownNumber($1)) }
    }

    /// The reply as it was shown so far.
    package var text: String { output.text }

    /// Takes the next piece of the reply.
    ///
    /// - Returns: What may be shown now.
    /// - Complexity: O(piece), and one call of `judge` for each sentence that ends.
    package mutating func append(_ piece: String, judge: Judge) async throws -> String {
        try await process(lexer.tokens(in: piece), judge: judge)
    }

    /// Ends the reply.
    ///
    /// - Returns: The rest of what may be shown.
    package mutating func finish(judge: Judge) async throws -> String {
        let shown = try await process(lexer.finish(), judge: judge)
        return try await shown + endSentence(judge: judge)
    }

    private mutating func process(_ tokens: [MarkerLexer.Token], judge: Judge) async throws -> String {
        var shown = ""
        for token in tokens {
            switch token {
            case .marker(let marker):
                held.append(.marker(marker))
                holdsMarker = true
            case .text(let scalar):
                if endsSentence(before: scalar) {
                    shown += try await endSentence(judge: judge)
                }
                shown += read(scalar)
            }
        }
        return shown
    }

    private mutating func read(_ scalar: Unicode.Scalar) -> String {
        sentence.unicodeScalars.append(scalar)
        sentenceLength += 1
        if holdsMarker || scalar.properties.isWhitespace {
            hold(scalar)
            return ""
        }
        return flushText() + output.append(String(scalar))
    }

    private mutating func hold(_ scalar: Unicode.Scalar) {
        if case .text(let text)? = held.last {
            held[held.count - 1] = .text(text + String(scalar))
        } else {
            held.append(.text(String(scalar)))
        }
    }

    /// Shows held white space; there is no marker among it.
    private mutating func flushText() -> String {
        defer { held = [] }
        return held.reduce(into: "") { shown, piece in
            if case .text(let text) = piece {
                shown += output.append(text)
            }
        }
    }
}

// MARK: - Where sentences end

extension CitationChecker {
    /// Whether the sentence is complete, now that `scalar` follows.
    private func endsSentence(before scalar: Unicode.Scalar) -> Bool {
        if scalar.isLineBreak {
            return sentence.unicodeScalars.contains { !$0.properties.isWhitespace }
        }
        guard sentenceLength < Self.maximumSentenceLength else { return true }
        guard !scalar.properties.isWhitespace, !scalar.isCloser, endsWithTerminator else { return false }
        let start = sentence.utf8.count
        let ranges = SentenceSegmenter().sentences(in: sentence + String(scalar))
        return ranges.count > 1 && ranges.last?.lowerBound == start
    }

    /// Whether the sentence ends with a full stop or the like, closing quotes and white space left aside.
    private var endsWithTerminator: Bool {
        let last = sentence.unicodeScalars.reversed().first { !$0.properties.isWhitespace && !$0.isCloser }
        return last?.properties.isSentenceTerminal ?? false
    }
}

extension Unicode.Scalar {
    fileprivate var isLineBreak: Bool {
        self == "\n" || self == "\r" || self == "\u{2028}" || self == "\u{2029}"
    }

    /// Quotation marks and brackets that close.
    fileprivate var isCloser: Bool {
        switch properties.generalCategory {
        case .closePunctuation, .finalPunctuation: true
        default: self == "\"" || self == "'" || self == "*" || self == "_"
        }
    }
}
