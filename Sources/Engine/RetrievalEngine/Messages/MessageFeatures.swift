/// What a message is classified by: its embedding, and a few features that embeddings of short texts are weak at.
enum MessageFeatures {
    /// How much the features weigh beside an embedding of unit length.
    private static let scale: Float = 0.3

    private static let questionWords: Set = [
        "what", "whats", "when", "where", "wheres", "which", "who", "whose", "why", "how", "hows", "whom",
    ]
    private static let auxiliaries: Set = [
        "do", "does", "did", "is", "are", "was", "were", "can", "could", "will", "would", "should", "have", "has",
        "may",
        "am", "shall", "don", "isn", "aren",
    ]

    /// - Parameter embedding: Of unit length.
    static func row(of text: String, embedding: some Sequence<Float>) -> [Float] {
        let words = MessageWords.words(of: text)
        let score = SentimentLexicon.english.score(words)
        let difference = score.positive - score.negative
        let proper = words.filter { !MessageWords.isMark($0) }
        let first = proper.first ?? ""
        let features: [Float] = [
            min(score.positive, 2) / 2, min(score.negative, 2) / 2, max(-2, min(2, difference)) / 2,
            difference > 0 ? 1 : 0, difference < 0 ? 1 : 0, text.contains("?") ? 1 : 0,
            questionWords.contains(first) ? 1 : 0, auxiliaries.contains(first) ? 1 : 0, proper.count <= 2 ? 1 : 0,
            proper.count <= 5 ? 1 : 0, text.contains("!") ? 1 : 0,
        ]
        return Array(embedding) + features.map { $0 * scale }
    }
}
