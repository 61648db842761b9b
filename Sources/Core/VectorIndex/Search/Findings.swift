import Synchronization
internal import VectorKernels

/// What the parts of a search have found so far.
struct Findings: Sendable {
    var best: TopK
    /// Rows that are to be scored when the best are known better.
    var deferred: [DeferredRow] = []

    /// The same for another part of the search, which has to do better than this one.
    var begun: Findings {
        Findings(best: TopK(capacity: best.capacity, minimumScore: best.threshold))
    }

    mutating func merge(_ other: Findings) {
        best.merge(other.best)
        deferred += other.deferred
    }
}

/// A row that is to be scored later.
struct DeferredRow: Sendable {
    /// The number of its slice.
    var slice: Int32
    var row: UInt32
    /// At least its score, or hardly less.
    var bound: Float
}

extension VectorIndexSnapshot {
    /// The best of what was found, with the deferred rows among them.
    ///
    /// - Parameter slices: What the rows' numbers of slices stand for.
    func best(of findings: Findings, in slices: [ScanPlan.Slice?], _ query: [Float]) -> TopK {
        // The likeliest first: the others may then be ruled out unread.
        let rows = findings.deferred.filter { $0.bound >= findings.best.threshold }.sorted { $0.bound > $1.bound }
        let shared = Mutex(findings.best)
        let body = { @Sendable (part: Int) in
            let first = shared.withLock { $0 }
            var best = TopK(capacity: first.capacity, minimumScore: first.threshold)
            let end = min((part + 1) * Self.deferredPartCount, rows.count)
            for place in part * Self.deferredPartCount..<end {
                let row = rows[place]
                guard row.bound >= best.threshold else { break }
                if place + Self.prefetchDistance < end {
                    let next = rows[place + Self.prefetchDistance]
                    slices[Int(next.slice)]?.block.prefetch(Int(next.row))
                }
                slices[Int(row.slice)]?.score(Int(row.row), query.span, into: &best)
            }
            shared.withLock { $0.merge(best) }
        }
        let partCount = (rows.count + Self.deferredPartCount - 1) / Self.deferredPartCount
        if isWorthSharing(multiplicationCount: 4 * rows.count * dimension) {
            pool.forEach(count: partCount, body)
        } else {
            for part in 0..<partCount { body(part) }
        }
        return shared.withLock { $0 }
    }

    /// How many rows ahead of their scoring rows are asked for: reading one out of turn takes as long as scoring some.
    private static let prefetchDistance = 3

    /// Deferred rows that one thread scores before it tells the others what it has found.
    private static let deferredPartCount = 128

    /// Whether so much work, row after row, takes longer than waking other threads does, or waiting for them.
    func isWorthSharing(multiplicationCount: Int) -> Bool {
        multiplicationCount >= (RecentUpdates.areThere ? 1 << 26 : 1 << 20)
    }
}
