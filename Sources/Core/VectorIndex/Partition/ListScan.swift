internal import VectorKernels

/// Finds the best rows of some lists of a partition for one query.
struct ListScan {
    private let search: PartitionSearch
    private let rows: PartitionRows
    private(set) var findings: Findings
    private(set) var work = Work()
    private var candidates = CodeCandidates()

    /// What was done, as far as it takes time.
    struct Work: Sendable {
        /// Rows whose codes were looked at.
        var scannedCount = 0
        /// Rows that were read.
        var scoredCount = 0

        static func += (left: inout Work, right: Work) {
            left.scannedCount += right.scannedCount
            left.scoredCount += right.scoredCount
        }
    }

    /// - Parameter findings: Those of the whole search so far; the lists have to do better.
    init(_ search: PartitionSearch, _ rows: PartitionRows, findings: Findings) {
        self.search = search
        self.rows = rows
        self.findings = findings.begun
    }

    /// Looks at a list, unless the best rows so far are better than any of it.
    mutating func run(_ list: Int) {
        guard search.priorities[list] >= findings.best.threshold else { return }
        for (number, run) in search.partition.runs.enumerated() {
            run.codes.findCandidates(
                search.codes,
                places: run.places(of: list),
                list: search.list(list, threshold: findings.best.threshold),
                into: &candidates
            )
            work.scannedCount += run.places(of: list).count
            for index in 0..<candidates.count {
                score(run.reference(at: candidates.row(at: index)), ofRun: number, candidate: index)
            }
        }
    }

    private mutating func score(_ reference: PartitionRun.RowReference, ofRun run: Int, candidate index: Int) {
        let bound = candidates.bound(at: index)
        guard bound >= findings.best.threshold, let (slice, number) = rows.slice(of: reference, ofRun: run) else {
            return
        }
        if candidates.estimate(at: index) >= findings.best.threshold {
            let query = search.query
            work.scoredCount += 1
            slice.score(reference.row, query.span, into: &findings.best)
        } else {
            findings.deferred.append(DeferredRow(slice: Int32(number), row: UInt32(reference.row), bound: bound))
        }
    }
}

extension PartitionSearch {
    /// The k rows that seem to be the best of the nearest lists: the result is not worse.
    func seeds(count k: Int, minimumScore: Float, rows: PartitionRows) -> TopK {
        var (seeds, left) = (TopK(capacity: k), priorities)
        var candidates = CodeCandidates()
        // Outliers are looked at in any case.
        left[partition.centroids.outlierList] = -.greatestFiniteMagnitude
        while seeds.count < k {
            guard let list = left.indices.max(by: { left[$0] < left[$1] }), left[list] > -.infinity else { break }
            left[list] = -.infinity
            for (number, run) in partition.runs.enumerated() {
                run.codes.findCandidates(
                    codes,
                    places: run.places(of: list),
                    list: self.list(list, threshold: -.infinity),
                    into: &candidates
                )
                for index in 0..<candidates.count where candidates.estimate(at: index) >= seeds.threshold {
                    let place = candidates.row(at: index)
                    guard rows.slice(of: run.reference(at: place), ofRun: number) != nil else { continue }
                    seeds.insert(
                        ScoredID(id: Int64(number) << 32 | Int64(place), score: candidates.estimate(at: index))
                    )
                }
            }
        }
        var best = TopK(capacity: k, minimumScore: minimumScore)
        for seed in seeds.sorted() {
            let (run, place) = (Int(seed.id >> 32), Int(seed.id & 0xFFFF_FFFF))
            let reference = partition.runs[run].reference(at: place)
            rows.slice(of: reference, ofRun: run)?.slice.score(reference.row, query.span, into: &best)
        }
        return best
    }
}
