/// How good and how bad the words of an English message are, with regard to what negates them.
///
/// A word list with negation within a few words, after Hutto and Gilbert 2014 ("VADER", ICWSM-14); the list is our own.
struct SentimentLexicon: Sendable {
    struct Score: Equatable, Sendable {
        /// About the number of good words, 0 or more.
        var positive: Float = 0
        var negative: Float = 0

        fileprivate mutating func add(_ value: Float) {
            positive += max(value, 0)
            negative += max(-value, 0)
        }
    }

    private struct Phrase: Sendable {
        var words: [String]
        var value: Float
    }

    /// Words between a negation and what it negates, at most.
    private static let reach = 4
    /// What is negated is not quite its opposite.
    private static let reversal: Float = -0.9

    static let english = SentimentLexicon()

    private let values: [String: Float]
    /// By their first word, longest first.
    private let phrases: [String: [Phrase]]

    private init() {
        func words(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
        let good = words(Self.positiveWords).map { ($0, Float(1)) }
        let bad = words(Self.negativeWords).map { ($0, Float(-1)) }
        values = Dictionary(good + bad) { first, _ in first }
        let lists: [(String, Float)] = [
            (Self.positivePhrases, 1.2), (Self.negativePhrases, -1.2), (Self.neutralPhrases, 0),
        ]
        let all = lists.flatMap { text, value in
            text.split(separator: "\n").map { Phrase(words: words(String($0)), value: value) }
        }
        phrases = Dictionary(grouping: all) { $0.words.first ?? "" }
            .mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }

    /// Every word that is in it.
    var vocabulary: Set<String> {
        Set(values.keys).union(phrases.values.joined().flatMap(\.words))
    }

    /// - Parameter words: As ``MessageWords/words(of:)`` gives them.
    func score(_ words: [String]) -> Score {
        var score = Score()
        var position = 0
        var negation = Negation()
        while position < words.count {
            let word = words[position]
            if MessageWords.isMark(word) || Self.conjunctions.contains(word) {
                negation = Negation()
                position += 1
                continue
            }
            let factor: Float = negation.distance <= Self.reach ? Self.reversal : 1
            if let phrase = phrase(at: position, of: words) {
                score.add(phrase.value * factor)
                position += phrase.words.count
                negation.distance += phrase.words.count
                continue
            }
            score.add((values[word] ?? 0) * factor)
            negation.read(word)
            position += 1
        }
        return score
    }

    private func phrase(at position: Int, of words: [String]) -> Phrase? {
        phrases[words[position]]?.first { words[position...].starts(with: $0.words) }
    }

    private static let conjunctions: Set = ["but", "although", "however"]
}

/// How far back the last negation of the clause is.
private struct Negation {
    private static let words = Set(
        "not no never nothing none nobody neither nor without hardly barely scarcely cannot t".split(separator: " ")
            .map(String.init)
    )

    /// In words; a large number when there is none.
    var distance = 1000
    private var isNever = false

    /// Takes note of the next word.
    mutating func read(_ word: String) {
        if Self.words.contains(word) {
            distance = 0
            isNever = word == "never"
        } else if isNever, distance <= 2, word == "so" || word == "such" {
            // "Never so …" says it more strongly, not the contrary.
            distance = 1000
        } else {
            distance += 1
        }
    }
}
