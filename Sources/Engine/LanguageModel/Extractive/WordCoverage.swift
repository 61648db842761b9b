import Foundation
import Ranking

/// How much of a question's content words each of some sentences holds.
///
/// A word counts by its inverse document frequency among the sentences, log(1 + n / df) (Spärck Jones 1972,
/// doi:10.1108/eb026526), so that a word that stands in every sentence tells little.
package struct WordCoverage {
    private let weights: [String: Double]
    private let sentences: [Set<String>]

    package init(question: String, sentences: [String]) {
        self.sentences = sentences.map { Set(Self.stems(of: $0)) }
        var weights: [String: Double] = [:]
        for stem in Self.stems(of: question) {
            let frequency = self.sentences.count { $0.contains(stem) }
            weights[stem] = log(1 + Double(sentences.count) / Double(max(frequency, 1)))
        }
        self.weights = weights
    }

    /// The weighted share of the question's words in a sentence, in [0, 1]; 0 when the question has no content words.
    package func coverage(ofSentenceAt index: Int) -> Double {
        let total = weights.values.reduce(0, +)
        guard total > 0 else { return 0 }
        let held = weights.reduce(0) { $0 + (sentences[index].contains($1.key) ? $1.value : 0) }
        return held / total
    }

    private static func stems(of text: String) -> [String] {
        LexicalTerms(query: text).terms.map(stem)
    }

    /// The word without its English plural ending, by the three rules of the S-stemmer (Harman 1991,
    /// doi:10.1002/(SICI)1097-4571(199101)42:1<7::AID-ASI2>3.0.CO;2-P).
    package static func stem(_ word: String) -> String {
        if word.hasSuffix("ies"), !word.hasSuffix("eies"), !word.hasSuffix("aies") {
            return word.dropLast(3) + "y"
        }
        if word.hasSuffix("es"), !["aes", "ees", "oes"].contains(where: word.hasSuffix) {
            return String(word.dropLast())
        }
        if word.hasSuffix("s"), !word.hasSuffix("us"), !word.hasSuffix("ss") {
            return String(word.dropLast())
        }
        return word
    }
}
