import Ranking
import VectorKernels

/// Compares two runs over the same queries by the paired bootstrap (see `PairedBootstrap`).
public struct RunComparison: Sendable {
    /// One metric of both runs.
    public struct Metric: Sendable, Codable {
        /// The means.
        public var first: Double
        public var second: Double
        /// Second minus first.
        public var difference: Double
        /// The ends of the 95% interval of the difference.
        public var interval: [Double]
        /// How likely a difference as large is when the runs are equally good.
        public var pValue: Double

        enum CodingKeys: String, CodingKey {
            case first, second, difference, interval
            case pValue = "p"
        }
    }

    public struct Result: Sendable, Codable {
        public var queries: Int
        /// Drawings of the bootstrap, and what they were made with.
        public var resamples: Int
        public var seed: UInt64
        /// By the name of the metric as a run's file has it.
        public var metrics: [String: Metric]
    }

    private let pairs: [(first: QueryRecord, second: QueryRecord)]

    /// - Throws: ``EngineError/Code/invalidArgument`` when there are no queries, or one is in one run only.
    public init(_ first: [QueryRecord], _ second: [QueryRecord]) throws {
        let others = Dictionary(second.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        pairs = first.compactMap { record in others[record.id].map { (record, $0) } }
        let ids = Set(first.map(\.id)).symmetricDifference(others.keys).sorted()
        guard ids.isEmpty, !pairs.isEmpty else {
            throw EngineError(
                .invalidArgument,
                "expected two runs over the same queries, found \(first.count) and \(second.count) queries"
                    + (ids.first.map { ", of which \(ids.count) are in one run only, such as '\($0)'" } ?? "")
            )
        }
    }

    /// - Parameters:
    ///   - resampleCount: At least 1.
    ///   - seed: Chooses the drawings, the same for each metric.
    /// - Complexity: O(queries · `resampleCount`), on the calling thread.
    public func run(resampleCount: Int = 10_000, seed: UInt64 = 1) -> Result {
        let metrics: [(String, KeyPath<QueryRecord, Double>)] = [
            ("ndcg@10", \.ndcgAt10), ("recall@100", \.recallAt100), ("mrr@10", \.mrrAt10),
        ]
        let compared = metrics.map { name, path in (name, metric(path, resampleCount, seed)) }
        return Result(
            queries: pairs.count,
            resamples: resampleCount,
            seed: seed,
            metrics: Dictionary(compared, uniquingKeysWith: { first, _ in first })
        )
    }

    private func metric(_ path: KeyPath<QueryRecord, Double>, _ resampleCount: Int, _ seed: UInt64) -> Metric {
        var generator = SplitMix64(state: seed)
        let bootstrap = PairedBootstrap(
            differences: pairs.map { $0.second[keyPath: path] - $0.first[keyPath: path] },
            resampleCount: resampleCount,
            using: &generator
        )
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        return Metric(
            first: mean(pairs.map { $0.first[keyPath: path] }),
            second: mean(pairs.map { $0.second[keyPath: path] }),
            difference: bootstrap.meanDifference,
            interval: [bootstrap.interval.lowerBound, bootstrap.interval.upperBound],
            pValue: bootstrap.pValue
        )
    }
}
