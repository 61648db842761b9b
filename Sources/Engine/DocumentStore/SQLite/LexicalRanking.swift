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
    /// - Parameter isIncluded: Leaves out chunks; they count in the statistics all the same.
    mutating func add(_ terms: [String], where isIncluded: ((Int64) -> Bool)?) throws {
        for term in terms {
            let count = try readOccurrences(of: term, where: isIncluded)
            let weight = LexicalScoring.termWeight(chunkCount: chunkCount, matchingCount: count)
            self.terms.append(LexicalTermStatistics(term: term, matchingCount: count, weight: weight))
        }
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
    func result(limit: Int) throws -> LexicalResult {
        let relativeLengths = try relativeLengths()
        var matches = identifiers.map { LexicalMatch(chunkID: $0, score: 0, matchedWeight: 0) }
        for occurrence in occurrences {
            let weight = terms[occurrence.term].weight
            let length = relativeLengths[occurrence.chunk]
            matches[occurrence.chunk].score +=
                weight * LexicalScoring.saturation(occurrence.frequency, relativeLength: length)
            matches[occurrence.chunk].matchedWeight += weight
        }
        matches.sort(by: LexicalMatch.precedes)
        return LexicalResult(terms: terms, chunkCount: chunkCount, matches: Array(matches.prefix(max(0, limit))))
    }

    /// The number of tokens of each chunk over the average.
    private func relativeLengths() throws -> [Double] {
        let order = identifiers.indices.sorted { identifiers[$0] < identifiers[$1] }
        let lengths = try LexicalLength.lengths(of: order.map { identifiers[$0] }, in: database)
        var result = [Double](repeating: 0, count: identifiers.count)
        for (place, length) in zip(order, lengths) { result[place] = Double(length) / averageLength }
        return result
    }

    /// A term as a string of the full-text query syntax, in which nothing is an operator; nil when it has a NUL, which
    /// would end the expression.
    private static func phrase(_ term: String) -> String? {
        guard !term.utf8.contains(0) else { return nil }
        return "\"" + term.split(separator: "\"").joined(separator: " ") + "\""
    }
}
