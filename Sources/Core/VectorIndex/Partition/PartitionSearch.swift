internal import Foundation
import Synchronization
internal import VectorKernels

/// A search of the lists of a partition, and of the segments beside it.
struct PartitionSearch: Sendable {
    let partition: Partition
    private let snapshot: VectorIndexSnapshot
    let query: [Float]
    let codes: BitQuery
    /// The inner products of the query with the centres of the lists, and the squares of the distances; last those of the
    /// origin, for the outliers.
    private let centerScores: [Float]
    private let squareDistances: [Float]
    /// At most this is the score of the last neighbour for which a list has to be looked at.
    let priorities: [Float]

    /// The longest rows and queries whose squares are safely within the range of float32, and the shortest queries.
    static let (minimumNorm, maximumNorm) = (0x1p-30, 0x1p30)

    /// - Returns: Nil for a query that is so long or so short that squares leave the range of float32.
    init?(_ partition: Partition, _ snapshot: VectorIndexSnapshot, query: [Float], recall: Double) {
        let square = VectorMath.dot(query.span, query.span)
        guard Double(square) > Self.minimumNorm * Self.minimumNorm, Double(square) < Self.maximumNorm * Self.maximumNorm
        else { return nil }
        self.partition = partition
        self.snapshot = snapshot
        self.query = query
        let centroids = partition.centroids
        var rotated = [Float](repeating: 0, count: centroids.rotation.paddedDimension)
        var target = rotated.mutableSpan
        centroids.rotation.rotate(query.span, into: &target)
        codes = BitQuery(rotated.span, deviations: Float(Self.normalQuantile(1 - (1 - recall) / 2)))
        let scores = centroids.scores(of: query.span)
        let margin = partition.margins.margin(recall: recall)
        centerScores = scores + [0]
        squareDistances =
            zip(scores, centroids.squares).map { score, centerSquare in
                max(square - 2 * score + centerSquare, square * 0x1p-20)
            } + [square]
        priorities =
            zip(scores, centroids.radii).map { score, radius in
                score + margin * max(radius, PartitionMargins.smallestRadius)
            } + [.infinity]
    }

    /// The value that a normally distributed number of mean 0 and variance 1 is under with a probability p of a half or
    /// more, within 4.5e-4 (Abramowitz & Stegun 1964, Handbook of Mathematical Functions, formula 26.2.23).
    static func normalQuantile(_ p: Double) -> Double {
        let t = (-2 * log(1 - p)).squareRoot()
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        return t - numerator / denominator
    }
}

extension PartitionSearch {
    /// What the scan of a list's codes has to know.
    func list(_ list: Int, threshold: Float) -> BitQuery.List {
        BitQuery.List(
            centerScore: centerScores[list],
            squareDistance: squareDistances[list],
            threshold: threshold
        )
    }

    /// The best vectors, less some that hardly belong to them; and what it took to find them.
    func neighbors(count k: Int, minimumScore: Float, filter: IndexFilter?) -> ([Neighbor], ListScan.Work) {
        let rows = PartitionRows(partition, snapshot, filter: filter)
        let seeds = seeds(count: k, minimumScore: minimumScore, rows: rows)
        let seed = seeds.threshold
        let lists = priorities.indices.filter { priorities[$0] >= seed }.sorted { priorities[$0] > priorities[$1] }
        let findings = Mutex(Findings(best: TopK(capacity: k, minimumScore: seed)))
        let work = Mutex(ListScan.Work())
        let items = items(lists)
        let body = { @Sendable (item: Int) in
            var scan = ListScan(self, rows, findings: findings.withLock { $0.begun })
            for list in items[item] { scan.run(list) }
            findings.withLock { $0.merge(scan.findings) }
            work.withLock { $0 += scan.work }
        }
        if items.count > 1, snapshot.isWorthSharing(multiplicationCount: items.count * Self.itemCost) {
            snapshot.pool.forEach(count: items.count, body)
        } else {
            for item in items.indices { body(item) }
        }
        let plan = ScanPlan(
            rows.uncovered,
            filter: filter,
            sliceRowCount: snapshot.sliceRowCount,
            pool: snapshot.pool
        )
        snapshot.scan(plan, firstNumber: rows.slices.count, query, findings)
        let found = findings.withLock { $0 }
        var best = snapshot.best(of: found, in: rows.slices + plan.slices, query)
        // The lists or codes of seeds may have ruled them out.
        let known = Set(best.sorted().map(\.id))
        for seed in seeds.sorted() where !known.contains(seed.id) { best.insert(seed) }
        work.withLock { $0.scoredCount += found.deferred.count { $0.bound >= best.threshold } }
        return (best.neighbors, work.withLock { $0 })
    }

    /// Lists, shared out for several threads where there are rows enough.
    private func items(_ lists: [Int]) -> [ArraySlice<Int>] {
        let sizes = lists.map { list in partition.runs.reduce(0) { $0 + $1.places(of: list).count } }
        guard sizes.reduce(0, +) >= 2 * Self.itemRowCount else { return lists.isEmpty ? [] : [lists[...]] }
        var (items, first, size) = ([ArraySlice<Int>](), 0, 0)
        for index in lists.indices {
            size += sizes[index]
            if size >= Self.itemRowCount || index == lists.count - 1 {
                items.append(lists[first...index])
                (first, size) = (index + 1, 0)
            }
        }
        return items
    }

    /// Rows that one thread looks at before it tells the others what it has found: some ten microseconds' worth.
    private static let itemRowCount = 16_384

    /// The multiplications of an exact search that take as long.
    private static let itemCost = 256 * itemRowCount
}
