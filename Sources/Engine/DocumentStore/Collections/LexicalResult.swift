/// What a search of the full-text index found, with what it knows about the terms it looked for.
package struct LexicalResult: Hashable, Sendable {
    /// The distinct terms that were looked for, in the order of the query: those that occur nowhere are among them,
    /// those that were too many (`LexicalQuery`) are not.
    package var terms: [LexicalTermStatistics]
    /// The chunks of the whole collection.
    package var chunkCount: Int
    /// The largest `matchedWeight` of a chunk, also of those that are not listed.
    package var bestMatchedWeight: Double
    /// Best first, ties by identifier.
    package var matches: [LexicalMatch]

    package init(terms: [LexicalTermStatistics], chunkCount: Int, bestMatchedWeight: Double, matches: [LexicalMatch]) {
        self.terms = terms
        self.chunkCount = chunkCount
        self.bestMatchedWeight = bestMatchedWeight
        self.matches = matches
    }
}

/// How much a term of a query tells in one collection.
package struct LexicalTermStatistics: Hashable, Sendable {
    package var term: String
    /// The chunks of the collection that hold it.
    package var matchingCount: Int
    /// Its weight in BM25: the rarer, the larger, and largest for a term that no chunk holds. Positive.
    package var weight: Double

    package init(term: String, matchingCount: Int, weight: Double) {
        self.term = term
        self.matchingCount = matchingCount
        self.weight = weight
    }
}

/// A chunk that holds a term of the query.
package struct LexicalMatch: Hashable, Sendable {
    package var chunkID: Int64
    /// Positive; comparable within one query and one state of the collection.
    package var score: Double
    /// The sum of the weights of the terms it holds, each counted once.
    package var matchedWeight: Double

    package init(chunkID: Int64, score: Double, matchedWeight: Double) {
        self.chunkID = chunkID
        self.score = score
        self.matchedWeight = matchedWeight
    }

    /// Better ones first, equal scores by identifier.
    package static func precedes(_ first: Self, _ second: Self) -> Bool {
        first.score == second.score ? first.chunkID < second.chunkID : first.score > second.score
    }
}

extension [LexicalMatch] {
    /// The best `count` in order (`LexicalMatch.precedes`).
    ///
    /// - Complexity: O(*n* log `count`).
    func best(_ count: Int) -> [LexicalMatch] {
        guard count > 0 else { return [] }
        var best: [LexicalMatch] = []
        var worst: LexicalMatch?
        for match in self {
            if let worst, !LexicalMatch.precedes(match, worst) { continue }
            best.append(match)
            // Sorting now and then only, of twice as many as are wanted, is cheaper than a place for each.
            if best.count / 2 >= count {
                best.sort(by: LexicalMatch.precedes)
                best.removeLast(best.count - count)
                worst = best.last
            }
        }
        best.sort(by: LexicalMatch.precedes)
        return Array(best.prefix(count))
    }
}
