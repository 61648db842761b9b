import GRDB

extension SQLiteCollection {
    func lexicalSearch(
        matching query: LexicalQuery,
        limit: Int,
        where isIncluded: ((Int64) -> Bool)?
    ) throws(StoreError) -> [LexicalMatch] {
        guard limit > 0 else { return [] }
        return try store.read("search the full text") { database in
            guard let ranking = try LexicalRanking(query, collection: id, in: database) else { return [] }
            return try ranking.matches(limit: limit, where: isIncluded)
        }
    }
}

/// A query with the statistics of the collection it is asked of.
private struct LexicalRanking {
    private let database: Database
    private let range: ClosedRange<Int64>
    /// The terms that occur, as an expression of the full-text index.
    private let expression: String
    private let averageLength: Double
    private let termWeights: [Double]

    /// Nil when no chunk holds any of the terms.
    init?(_ query: LexicalQuery, collection: Int64, in database: Database) throws {
        self.database = database
        range = ChunkIdentifier.range(ofCollection: collection)
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT chunk_count, term_count FROM collection WHERE id = ?"),
            arguments: [collection]
        )
        guard let row else { return nil }
        let chunkCount: Int = try row.decode(atIndex: 0)
        let termCount: Int = try row.decode(atIndex: 1)
        guard chunkCount > 0, termCount > 0 else { return nil }
        averageLength = Double(termCount) / Double(chunkCount)

        var phrases: [String] = []
        var weights: [Double] = []
        for phrase in Self.phrases(of: query) {
            let matchingCount = try Self.matchingCount(of: phrase, in: range, database)
            guard matchingCount > 0 else { continue }
            phrases.append(phrase)
            weights.append(LexicalScoring.termWeight(chunkCount: chunkCount, matchingCount: matchingCount))
        }
        guard !phrases.isEmpty else { return nil }
        expression = phrases.joined(separator: " OR ")
        termWeights = weights
    }

    /// Best first, ties by identifier.
    func matches(limit: Int, where isIncluded: ((Int64) -> Bool)?) throws -> [LexicalMatch] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT rowid, lexical_score(chunk_text, ?) AS score FROM chunk_text
                    WHERE chunk_text MATCH ? AND rowid BETWEEN ? AND ?
                    ORDER BY score DESC, rowid LIMIT ?
                    """
            ),
            arguments: [
                LexicalScoring.parameters(averageLength: averageLength, termWeights: termWeights), expression,
                range.lowerBound, range.upperBound, isIncluded == nil ? limit : -1,
            ]
        )
        var matches: [LexicalMatch] = []
        while matches.count < limit, let row = try rows.next() {
            let match = try LexicalMatch(chunkID: row.decode(atIndex: 0), score: row.decode(atIndex: 1))
            if isIncluded?(match.chunkID) ?? true { matches.append(match) }
        }
        return matches
    }

    /// Each term as a string of the full-text query syntax, in which nothing is an operator.
    private static func phrases(of query: LexicalQuery) -> [String] {
        var seen: Set<String> = []
        let terms = query.terms.filter { !$0.utf8.contains(0) && seen.insert($0).inserted }
        return terms.prefix(LexicalQuery.maximumTermCount).map { term in
            "\"" + term.split(separator: "\"").joined(separator: " ") + "\""
        }
    }

    private static func matchingCount(
        of phrase: String,
        in range: ClosedRange<Int64>,
        _ database: Database
    ) throws -> Int {
        let statement = try database.cachedStatement(
            sql: "SELECT count(*) FROM chunk_text WHERE chunk_text MATCH ? AND rowid BETWEEN ? AND ?"
        )
        return try Int.fetchOne(statement, arguments: [phrase, range.lowerBound, range.upperBound]) ?? 0
    }
}
