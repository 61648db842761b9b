import Testing
import VectorKernels

@Suite struct AttentionTests {
    /// Lengths on both sides of a pair of tokens, of the tiles of 6 and 14 queries, of a vector of scores and of a panel.
    static let lengths = [1, 2, 3, 5, 6, 7, 13, 14, 15, 16, 17, 28, 31, 32, 33, 65]
    static let multipliers = Multiplier.all.filter { $0.format != .int8 }

    @Test(
        "A sequence's rows are within their format's bound, and nothing else is read or written",
        arguments: multipliers
    )
    func withinBounds(multiplier: Multiplier) {
        for size in [1, 4, 16, 17, 32, 33, 64] {
            let head = AttentionHead(size: size)
            for length in Self.lengths {
                let input = AttentionInput(head: head, rowCount: length + 3, seed: UInt64(length))
                let rows = 2..<2 + length
                let results = attention(input, rows: rows, columnCount: size + 5, column: 3, multiplier)
                var errors = errors(results, input.reference(rows: rows, format: multiplier.format))
                if multiplier.format == .bfloat16 {
                    errors += self.errors(results, input.reference(rows: rows, format: .bfloat16, isRounded: true))
                }
                #expect(errors.allSatisfy { $0 <= 1 }, "\(length) tokens, size \(size)")
            }
        }
    }

    @Test("Scores so large that their exponentials overflow select the best key", arguments: multipliers)
    func largeScores(multiplier: Multiplier) {
        let input = AttentionInput(
            head: AttentionHead(size: 1),
            queries: [1000, 1000, -1000],
            keys: [1, 2, 3],
            values: [10, 20, 30]
        )
        let results = attention(input, rows: 0..<3, columnCount: 1, column: 0, multiplier)
        // The only weight is 1, of which the power of two that bfloat16 takes may be 8e-5 less in the sum.
        let tolerance: Float = multiplier.format == .bfloat16 ? 8e-5 : 0
        #expect(zip(results, [30, 30, 10]).allSatisfy { abs($0 / $1 - 1) <= tolerance })
    }

    @Test("Scores that are infinite or not numbers do not trap", arguments: multipliers)
    func infiniteScores(multiplier: Multiplier) {
        for odd: Float in [.infinity, -.infinity, .nan, 1e30, -1e30] {
            for length in Self.lengths {
                var input = AttentionInput(head: AttentionHead(size: 4), rowCount: length, seed: 31)
                for number in 0..<4 {
                    input.queries[number] = odd
                    input.keys[(length - 1) * 4 + number] = odd
                }
                let results = attention(input, rows: 0..<length, columnCount: 4, column: 0, multiplier)
                #expect(results.allSatisfy { $0.isNaN || abs($0) <= 3.02 }, "\(odd), \(length) tokens")
            }
        }
    }

    @Test("Values that are not numbers spoil their column of their sequence", arguments: multipliers)
    func valuesThatAreNotNumbers(multiplier: Multiplier) {
        var input = AttentionInput(head: AttentionHead(size: 17), rowCount: 15, seed: 32)
        let expected = attention(input, rows: 0..<15, columnCount: 17, column: 0, multiplier)
        input.values[14 * 17 + 16] = .nan
        let results = attention(input, rows: 0..<15, columnCount: 17, column: 0, multiplier)
        for place in results.indices {
            #expect(place % 17 == 16 ? results[place].isNaN : results[place] == expected[place])
        }
    }

    @Test("Scratch that another sequence has used is as good as new", arguments: multipliers)
    func usedScratch(multiplier: Multiplier) {
        let head = AttentionHead(size: 33)
        let scratch = AttentionScratch(format: multiplier.format, tokenCount: 40, head: head)
        var long = AttentionInput(head: head, rowCount: 40, seed: 33)
        long.values = long.values.map { _ in .nan }
        _ = attention(long, rows: 0..<40, columnCount: 33, column: 0, multiplier, scratch)
        for length in Self.lengths where length <= 40 {
            let input = AttentionInput(head: head, rowCount: length, seed: 34)
            let fresh = attention(input, rows: 0..<length, columnCount: 33, column: 0, multiplier)
            let used = attention(input, rows: 0..<length, columnCount: 33, column: 0, multiplier, scratch)
            #expect(bits(used) == bits(fresh), "\(length) tokens")
        }
    }

    /// The rows of one sequence in the columns of the head, after a check that the rest is as before.
    private func attention(
        _ input: AttentionInput,
        rows: Range<Int>,
        columnCount: Int,
        column: Int,
        _ multiplier: Multiplier,
        _ scratch: AttentionScratch? = nil
    ) -> [Float] {
        let result = makeMatrix(
            Array(repeating: 7, count: input.rowCount * columnCount),
            columnCount: columnCount
        )
        result.setAttention(
            column: column,
            rows: rows,
            projections: input.projections(rows: rows),
            head: input.head,
            format: multiplier.format,
            scratch: scratch
                ?? AttentionScratch(format: multiplier.format, tokenCount: rows.count, head: input.head),
            level: multiplier.level
        )
        let all = values(of: result)
        let columns = column..<column + input.head.size
        let isHead = all.indices.map { rows.contains($0 / columnCount) && columns.contains($0 % columnCount) }
        #expect(zip(all, isHead).allSatisfy { $1 || $0 == 7 })
        return zip(all, isHead).filter(\.1).map(\.0)
    }

    /// Each result's distance from its reference, as a part of what it may be.
    private func errors(_ results: [Float], _ references: [ReferenceProduct]) -> [Double] {
        zip(results, references).map { abs(Double($0) - $1.value) / $1.tolerance }
    }
}
