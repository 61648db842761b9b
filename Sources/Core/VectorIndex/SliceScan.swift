internal import VectorKernels

extension ScanPlan.Slice {
    /// Rows scored between two looks at the selection: the scores stay in the first-level cache.
    private static let blockRowCount = 1024

    /// Rows between two selected ones up to which scoring them too is cheaper than jumping over them: a row that is
    /// read out of turn costs about four in a sequence.
    private static let joinedGap = 3

    /// Scores the slice's rows against one query and keeps the best.
    func scan(_ query: Span<Float>, into best: inout TopK) {
        var scores: [Float] = Array(repeating: 0, count: min(rows.count, Self.blockRowCount))
        guard let selection else {
            return scan(rows, query, &scores, into: &best)
        }
        for run in selection.runs(in: rows, joiningGapsUpTo: Self.joinedGap) {
            scan(run, query, &scores, into: &best)
        }
    }

    /// Scores adjacent rows and keeps the best of those that are selected.
    private func scan(_ run: Range<Int>, _ query: Span<Float>, _ scores: inout [Float], into best: inout TopK) {
        for first in stride(from: run.lowerBound, to: run.upperBound, by: Self.blockRowCount) {
            let blockRows = first..<min(first + Self.blockRowCount, run.upperBound)
            block.withRows(blockRows) { vectors, ids in
                var blockScores = scores.mutableSpan
                RowScan.scores(of: query, rows: vectors, into: &blockScores)
                discardUnselected(blockRows, &blockScores)
                best.insert(scores: scores.span.extracting(first: ids.count), ids: ids)
            }
        }
    }

    /// Makes the scores of joined gaps NaN, which is never kept.
    private func discardUnselected(_ blockRows: Range<Int>, _ scores: inout MutableSpan<Float>) {
        guard let selection else { return }
        for row in blockRows where !selection.contains(row) {
            scores[row - blockRows.lowerBound] = .nan
        }
    }
}
