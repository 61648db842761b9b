import Foundation

/// How much each word tells: log(1 + n / df) over some sentences (Spärck Jones 1972, doi:10.1108/eb026526).
struct TermWeights: Sendable {
    private let frequencies: [String: Int]
    private let sentenceCount: Int

    init(sentences: [Set<String>]) {
        frequencies = sentences.reduce(into: [:]) { counts, terms in
            for term in terms {
                counts[term, default: 0] += 1
            }
        }
        sentenceCount = sentences.count
    }

    /// The weighted share of `terms` that are in `held`, in [0, 1]; 0 when there are none.
    func coverage(of terms: Set<String>, by held: Set<String>) -> Double {
        // Summed in one order, so that equal sets give equal sums.
        let ordered = terms.sorted()
        let total = ordered.reduce(0) { $0 + weight($1) }
        guard total > 0 else { return 0 }
        return ordered.reduce(0) { $0 + (held.contains($1) ? weight($1) : 0) } / total
    }

    private func weight(_ term: String) -> Double {
        log(1 + Double(sentenceCount + 1) / Double(max(frequencies[term] ?? 0, 1)))
    }
}
