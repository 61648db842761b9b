/// Chooses a number of texts, so that none repeats a better one as long as there are enough others.
package enum DistinctSelection {
    /// Chooses among ranked texts.
    ///
    /// Near-duplicates (`NearDuplicates`) of better texts are the last to be chosen: their places go to the next best that
    /// say something else, but no place stays empty. With a diversity over 0, the others are chosen by maximal marginal
    /// relevance, the similarity of two texts being the cosine of their sets of words.
    ///
    /// - Parameters:
    ///   - count: How many; zero or less gives none.
    ///   - texts: Best first.
    ///   - scores: One a text, descending, in [0, 1].
    ///   - diversity: From 0 to 1; see `MaximalMarginalRelevance`.
    /// - Returns: Ascending places: min(`count`, `texts.count`) of them.
    /// - Complexity: O(bytes of the texts that are looked at): with a diversity of 0 those after the last one that is
    ///   chosen are not.
    package static func places(
        _ count: Int,
        texts: [String],
        scores: [Double],
        diversity: Double = 0
    ) -> [Int] {
        precondition(texts.count == scores.count, "expected \(texts.count) scores, got \(scores.count)")
        guard count > 0, count < texts.count else { return Array(texts.indices.prefix(max(0, count))) }
        var finder = NearDuplicates()
        var distinct: [Int] = []
        var duplicates: [Int] = []
        for (place, text) in texts.enumerated() where diversity > 0 || distinct.count < count {
            if finder.original(of: text) == nil { distinct.append(place) } else { duplicates.append(place) }
        }
        let chosen = diverse(count, of: distinct, texts: texts, scores: scores, diversity: diversity)
        return (chosen + duplicates.prefix(count - chosen.count)).sorted()
    }

    private static func diverse(
        _ count: Int,
        of candidates: [Int],
        texts: [String],
        scores: [Double],
        diversity: Double
    ) -> [Int] {
        guard diversity > 0, candidates.count > count else { return Array(candidates.prefix(count)) }
        let words = candidates.map { WordShingles(texts[$0], size: 1) }
        return MaximalMarginalRelevance(diversity: diversity)
            .selection(of: count, scores: candidates.map { scores[$0] }) { words[$0].cosine(to: words[$1]) }
            .map { candidates[$0] }
    }
}
