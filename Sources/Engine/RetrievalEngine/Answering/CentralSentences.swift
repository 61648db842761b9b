/// The sentences of a text that say most of what it is about.
///
/// Centroid-based extraction (Radev, Jing, Styś & Tam 2004, doi:10.1016/j.ipm.2003.10.006): the sentences nearest to the
/// mean of all, here of their embeddings, not of weighted words, the earlier ones preferred; the next one is each time the
/// best by maximal marginal relevance (Carbonell & Goldstein 1998, doi:10.1145/290941.291025), so that none repeats another.
struct CentralSentences {
    /// What relevance weighs against being unlike what is chosen already. This and `positionWeight` were chosen by eye on
    /// a news report, the minutes of a meeting and a paragraph of a textbook; with 0.7 asides win for being different.
    private static let relevanceWeight: Float = 0.8
    /// What the first sentence has ahead of one behind the last, as a share of the highest nearness to the mean: the
    /// positional value of Radev et al., with less weight, as not everything is news.
    private static let positionWeight: Float = 0.2
    /// From this cosine on two sentences say the same.
    private static let largestSimilarity: Float = 0.95
    /// The most sentences that are embedded, and the most bytes of UTF-8 in all of them: embedding takes all the time.
    private static let maximumCandidateCount = 200
    private static let maximumCandidateByteCount = 40_000
    /// A longer sentence is none, but something without stops; a shorter one is a heading or says little.
    private static let candidateByteCounts = 20...600

    let encode: (_ texts: [String]) -> [[Float]]

    /// Chooses some of a text's sentences.
    ///
    /// - Parameters:
    ///   - sentences: In the order of the text.
    ///   - count: How many, at most.
    /// - Returns: Their indexes, ascending; none when no sentence is of the right length.
    func selection(of sentences: [String], count: Int) -> [Int] {
        let candidates = Self.candidates(among: sentences)
        let vectors = encode(candidates.map { sentences[$0] })
        let relevance = Self.relevance(of: vectors)
        var chosen: [Int] = []
        // The highest cosine of each candidate to one that is chosen.
        var redundancy = [Float](repeating: 0, count: vectors.count)
        while chosen.count < count {
            let open = vectors.indices.filter { redundancy[$0] < Self.largestSimilarity }
            let scores = open.map { index in
                Self.relevanceWeight * relevance[index] - (1 - Self.relevanceWeight) * redundancy[index]
            }
            // Of equals the one that stands first.
            guard let best = scores.indices.max(by: { (scores[$0], $1) < (scores[$1], $0) }) else { break }
            let next = open[best]
            chosen.append(next)
            for index in vectors.indices {
                redundancy[index] = max(redundancy[index], Self.product(vectors[index], vectors[next]))
            }
            redundancy[next] = 1
        }
        return chosen.map { candidates[$0] }.sorted()
    }

    /// The sentences that are compared: of a long text so many, evenly spread.
    private static func candidates(among sentences: [String]) -> [Int] {
        let usable = sentences.indices.filter { candidateByteCounts.contains(sentences[$0].utf8.count) }
        let byteCount = usable.reduce(0) { $0 + sentences[$1].utf8.count }
        guard usable.count > maximumCandidateCount || byteCount > maximumCandidateByteCount else { return usable }
        let share = min(1, Double(maximumCandidateByteCount) / Double(byteCount))
        let count = min(maximumCandidateCount, max(1, Int(Double(usable.count) * share)))
        return (0..<count).map { usable[$0 * usable.count / count] }
    }

    /// The cosine of each vector to the mean of all, and what its place adds.
    private static func relevance(of vectors: [[Float]]) -> [Float] {
        guard var sum = vectors.first else { return [] }
        for vector in vectors.dropFirst() {
            for index in sum.indices { sum[index] += vector[index] }
        }
        let length = max(product(sum, sum).squareRoot(), .leastNormalMagnitude)
        let centralities = vectors.map { product($0, sum) / length }
        let unit = positionWeight * (centralities.max() ?? 0) / Float(vectors.count)
        return centralities.enumerated().map { $1 + unit * Float(vectors.count - $0) }
    }

    static func product(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
