import LanguageModel

extension RetrievalEngine {
    /// What the built-in model says to a message without documents: words of the text that the message itself brings.
    ///
    /// A question about that text is answered by the sentences that answer it, if any do; everything else by the text's
    /// most central sentences, word for word. A text of one or two sentences is quoted as it is.
    ///
    /// - Returns: Nil when the message brings no text.
    /// - Throws: `overloaded`; `CancellationError`.
    func quotation(for message: String) async throws -> String? {
        try await run { [encoder] in
            guard let material = QuotedMaterial(message) else { return nil }
            let quoter = MaterialQuoter { texts in encoder.vectors(of: texts, scope: nil) }
            if let question = material.question, let answer = quoter.answer(to: question, from: material.text) {
                return answer
            }
            return material.isSetApart ? quoter.essence(of: material.text) : nil
        }
    }
}

/// Quotes from one text. CPU heavy.
private struct MaterialQuoter {
    /// Passages that are searched for an answer: those nearest to the question.
    private static let passageCount = 3
    /// Bytes of UTF-8 from which on a passage is long enough.
    private static let passageByteCount = 500
    /// The most passages that are embedded, evenly spread.
    private static let maximumPassageCount = 100
    /// Sentences that are quoted, at most.
    private static let sentenceCount = 3
    /// Characters of a quotation that nothing else bounds.
    private static let maximumLength = 2000

    let encode: @Sendable (_ texts: [String]) -> [[Float]]

    /// The sentences of a text that answer a question; nil when none does.
    func answer(to question: String, from text: String) -> String? {
        let passages = Self.passages(of: text)
        guard let vector = encode([question]).first else { return nil }
        let similarities = encode(passages).map { CentralSentences.product($0, vector) }
        // Of equals the one that stands first.
        let nearest = passages.indices.sorted { (similarities[$1], $0) < (similarities[$0], $1) }
            .prefix(Self.passageCount).map { passages[$0] }
        let sentences = ExtractiveAnswerer(encode: encode).sentences(
            answering: question,
            questionVector: vector,
            from: nearest
        )
        let quotations = sentences.map { sentence in
            let utf8 = nearest[sentence.passage].utf8
            return String(
                decoding: utf8.dropFirst(sentence.utf8Range.lowerBound).prefix(sentence.utf8Range.count),
                as: UTF8.self
            )
        }
        return quotations.isEmpty ? nil : Self.joined(quotations)
    }

    /// What a text is about, in its own words.
    func essence(of text: String) -> String {
        let sentences = text.sentences.map(String.init)
        guard sentences.count > 2 else { return Self.abridged(text) }
        let count = min(Self.sentenceCount, (sentences.count + 1) / 2)
        let chosen = CentralSentences(encode: encode).selection(of: sentences, count: count)
        return chosen.isEmpty ? Self.abridged(text) : Self.joined(chosen.map { sentences[$0] })
    }

    /// Runs of whole sentences.
    private static func passages(of text: String) -> [String] {
        var passages: [Substring] = []
        for sentence in text.sentences {
            if let last = passages.last, last.utf8.count < passageByteCount {
                passages[passages.count - 1] = text[last.startIndex..<sentence.endIndex]
            } else {
                passages.append(sentence)
            }
        }
        let count = min(passages.count, maximumPassageCount)
        return (0..<count).map { String(passages[$0 * passages.count / count]) }
    }

    /// Each on one line; a line break after what does not end like a sentence.
    private static func joined(_ sentences: [String]) -> String {
        sentences.reduce(into: "") { text, sentence in
            if let last = text.last {
                text += ".!?…。！？\"”»)".contains(last) ? " " : "\n"
            }
            text += sentence.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// The text, or its beginning when it is very long.
    private static func abridged(_ text: String) -> String {
        let beginning = text.prefix(maximumLength)
        guard beginning.endIndex < text.endIndex else { return text }
        let end = beginning.lastIndex(where: \.isWhitespace) ?? beginning.endIndex
        return "\(beginning[..<end]) …"
    }
}
