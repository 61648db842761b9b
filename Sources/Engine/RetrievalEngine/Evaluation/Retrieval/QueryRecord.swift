public import Foundation
import Ranking

/// What one query of a test set got: a line of a file of runs.
public struct QueryRecord: Sendable, Hashable, Codable {
    public struct Document: Sendable, Hashable, Codable {
        public var id: String
        /// Comparable within one mode only.
        public var score: Double

        public init(id: String, score: Double) {
            self.id = id
            self.score = score
        }
    }

    public var id: String
    public var ndcgAt10: Double
    public var recallAt100: Double
    public var mrrAt10: Double
    public var milliseconds: Double
    /// The first ten documents, best first.
    public var ranking: [Document]

    enum CodingKeys: String, CodingKey {
        case id, ranking
        case ndcgAt10 = "ndcg@10"
        case recallAt100 = "recall@100"
        case mrrAt10 = "mrr@10"
        case milliseconds = "ms"
    }

    public init(
        id: String,
        ndcgAt10: Double,
        recallAt100: Double,
        mrrAt10: Double,
        milliseconds: Double,
        ranking: [Document]
    ) {
        self.id = id
        self.ndcgAt10 = ndcgAt10
        self.recallAt100 = recallAt100
        self.mrrAt10 = mrrAt10
        self.milliseconds = milliseconds
        self.ranking = ranking
    }

    init(_ query: RetrievalMetrics.Query, milliseconds: Double, ranking: [Document]) {
        self.init(
            id: query.id,
            ndcgAt10: query.ndcg,
            recallAt100: query.recall,
            mrrAt10: query.reciprocalRank,
            milliseconds: milliseconds,
            ranking: Array(ranking.prefix(10))
        )
    }
}

extension [QueryRecord] {
    /// Reads a file of runs, one object a line, or compressed with gzip.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` with the file and the line that is no record, or the id that two
    ///   lines have.
    public init(contentsOf file: URL) throws {
        self = try BEIRDataset.records(
            file,
            of: QueryRecord.self,
            described: "the members id, ndcg@10, recall@100, mrr@10, ms and ranking"
        )
        var seen: Set<String> = []
        if let repeated = first(where: { !seen.insert($0.id).inserted }) {
            throw EngineError(
                .invalidArgument,
                "\(file.relativePath): expected each id once, found '\(repeated.id)' twice"
            )
        }
    }

    /// Writes the records, one object a line.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` when the file cannot be written.
    public func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let lines = try map { try encoder.encode($0) + Data("\n".utf8) }
            try Data(lines.joined()).write(to: file)
        } catch {
            throw EngineError(.invalidArgument, "cannot write \(file.relativePath): \(error)", cause: error)
        }
    }
}
