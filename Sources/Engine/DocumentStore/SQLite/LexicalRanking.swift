import GRDB

/// The chunks of one collection that hold terms of a query, scored by BM25 with the statistics of that collection.
///
/// Term after term: the occurrences of a term are read once, which also counts the chunks that hold it; only then are its
/// weight and so the scores known.
struct LexicalRanking {
    private let database: Database
    private let range: ClosedRange<Int64>
    private let chunkCount: Int
    private let averageLength: Double
    private var terms: [LexicalTermStatistics] = []
    /// What is found, in the order of the terms.
    private var occurrences: [Occurrence] = []
    /// The chunks of `occurrences` by identifier.
    private var places: [Int64: Int] = [:]
    private var identifiers: [Int64] = []

    private struct Occurrence {
        var chunk: Int
        var term: Int
        var frequency: Double
    }

    init(collection: Int64, in database: Database) throws {
        self.database = database
        range = ChunkIdentifier.range(ofCollection: collection)
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT chunk_count, term_count FROM collection WHERE id = ?"),
            arguments: [collection]
        )
        // Nothing of a collection that was deleted matches.
        chunkCount = try row?.decode(atIndex: 0) ?? 0
        let termCount: Int = try row?.decode(atIndex: 1) ?? 0
        averageLength = Double(termCount) / Double(max(1, chunkCount))
    }

    /// Looks for terms in the collection.
    ///
    /// - Parameters:
    ///   - terms: Distinct.
    ///   - isIncluded: Leaves out chunks; they count in the statistics all the same.
    mutating func add(_ terms: [String], where isIncluded: ((Int64) -> Bool)?) throws {
        for term in try rarest(terms) {
            let count = try readOccurrences(of: term, where: isIncluded)
            let weight = LexicalScoring.termWeight(chunkCount: chunkCount, matchingCount: count)
            self.terms.append(LexicalTermStatistics(term: term, matchingCount: count, weight: weight))
        }
    }

    /// Without the most frequent of too many terms.
    private func rarest(_ terms: [String]) throws -> [String] {
        let maximum = LexicalQuery.maximumScoringTermCount
        guard terms.count > maximum else { return terms }
        var counts: [Int] = []
        /// The smallest counts so far that are not 0, ascending.
        var smallest: [Int] = []
        for term in terms {
            // A term that occurs so often is left out: it need not be counted to its end.
            let bound = smallest.count == maximum ? smallest.last : nil
            let count = try matchingCount(of: term, upTo: bound ?? .max)
            counts.append(count)
            guard count > 0, count < bound ?? .max else { continue }
            smallest.insert(count, at: smallest.firstIndex { $0 > count } ?? smallest.endIndex)
            if bound != nil { smallest.removeLast() }
        }
        let occurring = counts.indices.filter { counts[$0] > 0 }
        let frequent = occurring.sorted { (counts[$0], $0) < (counts[$1], $1) }.dropFirst(maximum)
        let leftOut = Set(frequent)
        return terms.indices.filter { !leftOut.contains($0) }.map { terms[$0] }
    }

    private func matchingCount(of term: String, upTo limit: Int) throws -> Int {
        guard chunkCount > 0, let phrase = Self.phrase(term) else { return 0 }
        let statement = try database.cachedStatement(
            sql: """
                SELECT count(*) FROM
                    (SELECT 1 FROM chunk_text WHERE chunk_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)
                """
        )
        return try Int.fetchOne(statement, arguments: [phrase, range.lowerBound, range.upperBound, limit]) ?? 0
    }

    /// - Returns: The number of chunks that hold the term.
    private mutating func readOccurrences(of term: String, where isIncluded: ((Int64) -> Bool)?) throws -> Int {
        guard chunkCount > 0, let phrase = Self.phrase(term) else { return 0 }
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT rowid, lexical_frequency(chunk_text) FROM chunk_text
                    WHERE chunk_text MATCH ? AND rowid BETWEEN ? AND ?
                    """
            ),
            arguments: [phrase, range.lowerBound, range.upperBound]
        )
        var count = 0
        while let row = try rows.next() {
            count += 1
            let id: Int64 = try row.decode(atIndex: 0)
            guard isIncluded?(id) ?? true else { continue }
            let frequency: Double = try row.decode(atIndex: 1)
            occurrences.append(Occurrence(chunk: place(of: id), term: terms.count, frequency: frequency))
        }
        return count
    }

    private mutating func place(of identifier: Int64) -> Int {
        if let place = places[identifier] { return place }
        places[identifier] = identifiers.count
        identifiers.append(identifier)
        return identifiers.count - 1
    }

    /// The best chunks. Each score is the sum over the terms in their order, so it does not depend on what was left out.
    ///
    /// - Parameter included: Chunks that are listed as well, if they hold a term.
    func result(limit: Int, including included: Set<Int64> = []) throws -> LexicalResult {
        let relativeLengths = try relativeLengths()
        var matches = identifiers.map { LexicalMatch(chunkID: $0, score: 0, matchedWeight: 0) }
        for occurrence in occurrences {
            let weight = terms[occurrence.term].weight
            let length = relativeLengths[occurrence.chunk]
            matches[occurrence.chunk].score +=
                weight * LexicalScoring.saturation(occurrence.frequency, relativeLength: length)
            matches[occurrence.chunk].matchedWeight += weight
        }
        let listed = matches.best(limit)
        var others: [LexicalMatch] = []
        if !included.isEmpty {
            let known = Set(listed.lazy.map(\.chunkID))
            others = matches.filter { included.contains($0.chunkID) && !known.contains($0.chunkID) }
            others.sort(by: LexicalMatch.precedes)
        }
        return LexicalResult(
            terms: terms,
            chunkCount: chunkCount,
            bestMatchedWeight: matches.reduce(0) { max($0, $1.matchedWeight) },
            matches: listed + others
        )
    }

    /// The number of tokens of each chunk over the average.
    private func relativeLengths() throws -> [Double] {
        let ascending = identifiers.sorted()
        let lengths = try LexicalLength.lengths(of: ascending, in: database)
        var result = [Double](repeating: 0, count: identifiers.count)
        for (identifier, length) in zip(ascending, lengths) {
            if let place = places[identifier] { result[place] = Double(length) / averageLength }
        }
        return result
    }

    /// A term as a string of the full-text query syntax, in which nothing is an operator; nil when it has a NUL, which
    /// would end the expression.
    ///
    /// Scalar by scalar: to Swift a quotation mark with an accent is one character that is no quotation mark.
    static func phrase(_ term: String) -> String? {
        guard !term.utf8.contains(0) else { return nil }
        let scalars = term.unicodeScalars.map { $0 == "\"" ? " " : $0 }
        return "\"" + String(String.UnicodeScalarView(scalars)) + "\""
    }
}
