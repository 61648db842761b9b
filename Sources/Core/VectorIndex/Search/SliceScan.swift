internal import VectorKernels

/// Finds the best rows of one slice for one query.
///
/// Where there is something to gain, by codes first: they rule out most rows (see ``CodeQuery``), and only the others are
/// scored. Either way the result is that of scoring all.
struct SliceScan {
    private let slice: ScanPlan.Slice
    private let number: Int
    private let codes: CodeQuery?
    /// Deferred are rows that may be among the best, but hardly are.
    private(set) var findings: Findings
    private var candidates = CodeCandidates()
    private var scores: [Float]
    /// Blocks that are still to be scored without a look at their codes, and how many it will be the next time: codes that
    /// rule out little are not worth reading.
    private var (uncodedBlockCount, patience) = (0, 1)

    /// Rows scored between two looks at the selection: the scores stay in the first-level cache.
    private static let blockRowCount = 1024

    /// Rows between two selected ones up to which scoring them too is cheaper than jumping over them: a row that is
    /// read out of turn costs about four in a sequence.
    private static let joinedGap = 3

    /// How many runs ahead of their scoring rows are asked for.
    private static let prefetchDistance = 6

    /// The share of rows that are selected from which their codes are worth reading, which lie among those of the others.
    private static let codedShare = 0.05

    /// The share of rows that codes may leave over: scoring these out of turn costs as much as scoring all in sequence.
    private static let candidateShare = 0.3

    /// - Parameters:
    ///   - number: What deferred rows call the slice by.
    ///   - codes: The query's codes; nil to score all rows.
    ///   - findings: Those of the whole search so far; the slice has to do better.
    init(_ slice: ScanPlan.Slice, number: Int, codes: CodeQuery?, findings: Findings) {
        self.slice = slice
        self.number = number
        self.codes = slice.selectedShare >= Self.codedShare ? codes : nil
        self.findings = findings.begun
        scores = Array(repeating: 0, count: min(slice.rows.count, Self.blockRowCount))
    }

    /// Looks at every row of the slice.
    mutating func run(_ query: Span<Float>) {
        guard let codes else { return scan(slice.rows, query) }
        let coded = RowBlock.codedRows(of: slice.rows)
        for first in stride(from: coded.lowerBound, to: coded.upperBound, by: Self.blockRowCount) {
            let rows = first..<min(first + Self.blockRowCount, coded.upperBound)
            guard uncodedBlockCount == 0 else {
                uncodedBlockCount -= 1
                scan(rows, query)
                continue
            }
            slice.block.findCandidates(codes, rows: rows, threshold: findings.best.threshold, into: &candidates)
            scoreCandidates(rows, query)
        }
        scan(coded.upperBound..<slice.rows.upperBound, query)
    }
}

// MARK: - Rows that codes left over

extension SliceScan {
    /// Scores the candidates of a block that seem to be among the best, and defers the others.
    private mutating func scoreCandidates(_ rows: Range<Int>, _ query: Span<Float>) {
        let affordableCount = Int(Self.candidateShare * Double(rows.count))
        // As long as the selection takes whatever comes, all rows are candidates, and the best should come first.
        if findings.best.threshold == -.infinity, findings.best.capacity <= affordableCount {
            return score(candidatesAt: candidates.byEstimate, query)
        }
        guard candidates.count <= affordableCount else {
            uncodedBlockCount = patience
            patience = min(patience * 2, 64)
            return scan(rows, query)
        }
        patience = 1
        score(candidatesAt: 0..<candidates.count, query)
    }

    private mutating func score(candidatesAt order: some Sequence<Int>, _ query: Span<Float>) {
        for index in order {
            let (row, bound) = (candidates.row(at: index), candidates.bound(at: index))
            guard bound >= findings.best.threshold, slice.selection?.contains(row) ?? true else { continue }
            if candidates.estimate(at: index) >= findings.best.threshold {
                slice.score(row, query, into: &findings.best)
            } else {
                findings.deferred.append(DeferredRow(slice: Int32(number), row: UInt32(row), bound: bound))
            }
        }
    }
}

extension ScanPlan.Slice {
    /// Scores one row.
    func score(_ row: Int, _ query: Span<Float>, into best: inout TopK) {
        block.withRows(row..<row + 1) { vectors, ids in
            best.insert(ScoredID(id: ids[0], score: VectorMath.dot(query, vectors)))
        }
    }
}

// MARK: - Rows without codes

extension SliceScan {
    /// Scores those of some rows that are selected.
    private mutating func scan(_ rows: Range<Int>, _ query: Span<Float>) {
        guard let selection = slice.selection else { return slice.scan(rows, query, &scores, into: &findings.best) }
        let runs = Array(selection.runs(in: rows, joiningGapsUpTo: Self.joinedGap))
        for (place, run) in runs.enumerated() {
            if place + Self.prefetchDistance < runs.count {
                for row in runs[place + Self.prefetchDistance].prefix(Self.joinedGap) { slice.block.prefetch(row) }
            }
            slice.scan(run, query, &scores, into: &findings.best)
        }
    }
}

extension ScanPlan.Slice {
    /// Scores adjacent rows, as many at a time as there is room for scores, and keeps the best of those that are selected.
    fileprivate func scan(
        _ run: Range<Int>,
        _ query: Span<Float>,
        _ scores: inout [Float],
        into best: inout TopK
    ) {
        for first in stride(from: run.lowerBound, to: run.upperBound, by: scores.count) {
            let rows = first..<min(first + scores.count, run.upperBound)
            block.withRows(rows) { vectors, ids in
                var blockScores = scores.mutableSpan
                RowScan.scores(of: query, rows: vectors, into: &blockScores)
                discardUnselected(rows, &blockScores)
                best.insert(scores: scores.span.extracting(first: ids.count), ids: ids)
            }
        }
    }

    /// The share of the segment's rows that are selected.
    var selectedShare: Double {
        selection.map { Double($0.count) / Double(max(block.count, 1)) } ?? 1
    }

    /// Makes the scores of joined gaps NaN, which is never kept.
    private func discardUnselected(_ rows: Range<Int>, _ scores: inout MutableSpan<Float>) {
        guard let selection else { return }
        for row in rows where !selection.contains(row) {
            scores[row - rows.lowerBound] = .nan
        }
    }
}
