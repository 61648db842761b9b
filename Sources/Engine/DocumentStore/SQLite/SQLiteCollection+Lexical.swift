import GRDB

extension SQLiteCollection {
    func lexicalSearch(
        matching query: LexicalQuery,
        limit: Int,
        including included: Set<Int64>,
        where isIncluded: ((Int64) -> Bool)?
    ) throws(StoreError) -> LexicalResult {
        try store.read("search the full text") { database in
            var ranking = try LexicalRanking(collection: id, in: database)
            try ranking.add(query.distinctTerms, where: isIncluded)
            return try ranking.result(limit: limit, including: included)
        }
    }
}

extension LexicalQuery {
    fileprivate var distinctTerms: [String] {
        var seen: Set<String> = []
        return Array(terms.filter { seen.insert($0).inserted }.prefix(Self.maximumTermCount))
    }
}
