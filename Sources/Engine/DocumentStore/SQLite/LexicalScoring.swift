import Foundation

/// BM25 (Robertson & Zaragoza 2009, section 3, doi:10.1561/1500000019), over the chunks of one collection.
///
/// A chunk scores Σ weight(term) · saturation(frequency of the term), where an occurrence in the title counts
/// `titleWeight` times. `k1` and `b` are those of FTS5's own function.
enum LexicalScoring {
    static let k1 = 1.2
    static let b = 0.75
    static let titleWeight = 2.0

    /// The weight of a term, always positive: ln(1 + (*N* − *n* + ½) / (*n* + ½)), as in Lucene.
    ///
    /// FTS5's own formula gives a term that is in half of the chunks no weight, which leaves a small collection
    /// without any ranking.
    static func termWeight(chunkCount: Int, matchingCount: Int) -> Double {
        let matching = Double(matchingCount) + 0.5
        return log(1 + max(0, Double(chunkCount - matchingCount) + 0.5) / matching)
    }

    /// How much of its weight a term gives to a chunk, 0…`k1` + 1.
    ///
    /// - Parameter relativeLength: The chunk's number of tokens over the average.
    static func saturation(_ frequency: Double, relativeLength: Double) -> Double {
        frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * relativeLength))
    }
}
