/// How well retrieved passages cover the excerpts that answer a question, in characters.
///
/// The definitions are those of Smith & Troynikov 2024, "Evaluating chunking strategies for retrieval", with characters in
/// place of tokens. Several parts of the same text that overlap count once for what is wanted and found, and each time
/// for what was retrieved.
package struct SpanCoverage: Sendable, Equatable {
    /// The share of the excerpts that was retrieved.
    package var recall: Double
    /// The share of the retrieved text that belongs to an excerpt.
    package var precision: Double
    /// What excerpts and retrieved text share, of what they are together (Jaccard's index).
    package var intersectionOverUnion: Double

    /// - Parameters:
    ///   - excerpts: Places in the document that answers the question.
    ///   - retrieved: Places in the same document, in any order.
    ///   - elsewhere: Characters retrieved from other documents.
    package init(excerpts: [Range<Int>], retrieved: [Range<Int>], elsewhere: Int = 0) {
        let (wanted, found) = (RangeSet(excerpts), RangeSet(retrieved))
        let shared = Double(wanted.intersection(found).elementCount)
        let wantedCount = Double(wanted.elementCount)
        let retrievedCount = Double(retrieved.reduce(elsewhere) { $0 + $1.count })
        let union = wantedCount + Double(found.elementCount + elsewhere) - shared
        recall = wantedCount > 0 ? shared / wantedCount : 0
        precision = retrievedCount > 0 ? shared / retrievedCount : 0
        intersectionOverUnion = union > 0 ? shared / union : 0
    }
}

extension RangeSet<Int> {
    fileprivate var elementCount: Int { ranges.reduce(0) { $0 + $1.count } }
}
