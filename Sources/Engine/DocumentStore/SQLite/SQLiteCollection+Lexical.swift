import GRDB

extension SQLiteCollection {
    func lexicalSearch(
        matching query: LexicalQuery,
        limit: Int,
        where isIncluded: ((Int64) -> Bool)?
    ) throws(StoreError) -> LexicalResult {
        try store.read("search the full text") { database in
            var ranking = try LexicalRanking(collection: id, in: database)
            try ranking.add(query.distinctTerms, where: isIncluded)
            return try ranking.result(limit: limit)
        }
    }

    func lexicalMatches(
        matching query: LexicalQuery,
        among identifiers: [Int64]
    ) throws(StoreError) -> LexicalResult {
        try store.read("search the full text of chunks") { database in
            var ranking = try LexicalRanking(collection: id, in: database)
            let included = Set(identifiers)
            try ranking.add(query.distinctTerms, where: included.contains)
            return try ranking.result(limit: included.count)
        }
    }
}

extension LexicalQuery {
    fileprivate var distinctTerms: [String] {
        var seen: Set<String> = []
        return Array(terms.filter { seen.insert($0).inserted }.prefix(Self.maximumTermCount))
    }
}
