/// The word that a message is about, where it is about none of the topics that the classifier knows.
enum MessageKeyword {
    private static let minimumLength = 4

    /// The word said most often that is neither common nor an opinion; of equals the longest, then the first.
    static func keyword(of text: String) -> String? {
        let words = MessageWords.words(of: text).filter { word in
            word.count >= minimumLength && word.allSatisfy(\.isLetter) && !MessageLanguage.isCommonWord(word)
                && !isOpinion(word)
        }
        var best: (word: String, count: Int)?
        for (word, count) in counts(of: words) {
            guard let known = best else {
                best = (word, count)
                continue
            }
            if (count, word.count) > (known.count, known.word.count) { best = (word, count) }
        }
        return best.map { String($0.word.prefix(100)) }
    }

    private static func isOpinion(_ word: String) -> Bool {
        SentimentLexicon.english.score([word]) != SentimentLexicon.Score()
    }

    /// In the order in which they first occur.
    private static func counts(of words: [String]) -> [(String, Int)] {
        words.reduce(into: []) { counts, word in
            if let index = counts.firstIndex(where: { $0.0 == word }) {
                counts[index].1 += 1
            } else {
                counts.append((word, 1))
            }
        }
    }
}
